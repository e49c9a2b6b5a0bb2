import { Command, CommanderError, Option } from 'commander';
import {
  describeProblem,
  problemOf,
  runParameterNames,
  runParameters,
} from '@nightskies/contracts';
import { addCcdCommands, type Action } from './ccd/ccd-command.js';
import { exitCodes } from './exit-codes.js';
import { defaultWorkspace } from './options.js';
import { namedSystemError } from './system-error.js';

function collect(value: string, previous: readonly string[] = []): string[] {
  return [...previous, value];
}

function parameterHelp(): string {
  const lines = runParameterNames.map((name) => {
    const { unit, sentence, schema } = runParameters[name];
    const standard = String(schema.parse(undefined));
    return `  ${name.padEnd(22)}${sentence} [${standard}${unit === null ? '' : ` ${unit}`}]`;
  });
  return `\nParameters (--param name=value):\n${lines.join('\n')}\n`;
}

/**
 * The `nightskies` command. Each command loads its own module when it is called, so that help and
 * commands without services start without loading them.
 *
 * @returns the exit code: 0 all done, 1 done with problems that were named, 2 bad usage, 3 nothing done
 */
export async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.done;
  const run =
    (load: () => Promise<Action>) =>
    async (...received: unknown[]): Promise<void> => {
      const command = received.at(-1);
      if (!(command instanceof Command)) throw new TypeError('commander gave no command');
      const action = await load();
      exitCode = await action(command.opts(), command.args);
    };

  const program = new Command('nightskies')
    .description(
      'Raw all-sky CCD nights in; calibrated all-sky brightness maps, numbers and pictures out.',
    )
    .addHelpText(
      'before',
      'Example:  nightskies process fielddata/ROMO241004 --calibration Images --filelist filelist.xlsx\n',
    )
    .version('0.1.0')
    .showHelpAfterError('(add --help for the options and an example)')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });

  const workspace = (command: Command): Command =>
    command
      .option('--workspace <DIR>', 'folder of catalog and artifacts', defaultWorkspace)
      .option('--server <URL>', 'use the catalog service at this address instead of a workspace');
  const json = (command: Command): Command =>
    command.option('--json', 'one JSON document on standard output');

  json(program.command('demo'))
    .description('simulate a small night, process it, show the result')
    .addHelpText('before', 'Example:  nightskies demo --serve\n')
    .option('--to <DIR>', 'folder for the night, the workspace and the results', 'nightskies-demo')
    .option('--serve', 'stay and serve the HTTP API')
    .option('--port <N>', 'port of the API', '8080')
    .action(run(async () => (await import('./commands/demo.js')).demo));

  json(workspace(program.command('process')))
    .description('process nights, sets or trees from raw files to maps, numbers and pictures')
    .addHelpText(
      'before',
      'Example:  nightskies process fielddata/ROMO241004/1st --calibration Images --filelist filelist.xlsx --bands V,B\n',
    )
    .argument('<paths...>', 'NSNSD trees, night folders or set folders')
    .option('--calibration <DIR>', 'folder with Master and Linearity Curves')
    .option('--filelist <FILE>', 'processing list, .xlsx or .csv')
    .option('--bands <LIST>', 'bands to process', 'V')
    .option('--param <NAME=VALUE>', 'a parameter (repeatable; see below)', collect)
    .option(
      '--given <NAME=FILE>',
      'a file of yours instead of the built-in one: airglow, zodiacal, galactic, diffuse (light of the sky), places, lights, albedo (repeatable)',
      collect,
    )
    .option('--compat <MODE>', 'nsnsd: repeat the arithmetic of the old pipeline exactly')
    .option(
      '--until <STAGE>',
      'stop after this service (calibration, astrometry, photometry, mosaic, natural-sky, metrics)',
    )
    .option('--dry-run', 'check and plan, compute nothing')
    .option(
      '--refresh-history',
      "judge sets by the camera's zeropoints and airglow as the catalog has them now, not as at the first run",
    )
    .option('--threads <N>', 'worker threads (default: one per core)')
    .addHelpText('after', parameterHelp)
    .action(run(async () => (await import('./commands/process.js')).process));

  json(workspace(program.command('status')))
    .description('runs, their progress, what failed and why')
    .addHelpText('before', 'Example:  nightskies status --watch\n')
    .argument('[run]', 'a run; default: the latest')
    .option('--watch', 'follow until it ends')
    .action(run(async () => (await import('./commands/status.js')).status));

  json(workspace(program.command('show')))
    .description('a run, a night, an artifact or a file, and where it comes from')
    .addHelpText('before', 'Example:  nightskies show results/panorama.png --provenance\n')
    .argument('<id>', 'run, night, digest (or its beginning), or path of a file')
    .option('--provenance', 'everything it was made from')
    .option('--descendants', 'everything made from it')
    .action(run(async () => (await import('./commands/show.js')).show));

  json(workspace(program.command('natural-sky')))
    .description(
      'fit the natural sky of a set again with choices of yours; they are kept for later runs',
    )
    .addHelpText('before', 'Example:  nightskies natural-sky ROMO241004/1 --airglow-zenith 45\n')
    .argument('<set>', 'a set of a night that was processed: NIGHT/1')
    .option('--airglowzenith, --airglow-zenith <NL>', 'airglow at the zenith, nL, or fit')
    .option('--airglowheight, --airglow-height <KM>', 'height of the airglow layer')
    .option('--airglowext, --airglow-ext <PART>', 'part of the extinction that dims airglow')
    .option('--adlfactor, --adl-factor <FACTOR>', 'factor of the atmospheric diffuse light, or fit')
    .option('--galext, --gal-ext <PART>', 'part of the extinction that dims galactic light')
    .option('--zodext, --zod-ext <PART>', 'part of the extinction that dims zodiacal light')
    .option('--extcoeff, --ext-coeff <MAG>', 'extinction coefficient, mag/airmass, or measured')
    .option('--elevation <M>', 'height of the site above sea level, or header')
    .option('--param <NAME=VALUE>', 'another parameter (repeatable; see process --help)', collect)
    .option('--reset', 'forget what was chosen for this set before')
    .option('--threads <N>', 'worker threads (default: one per core)')
    .action(run(async () => (await import('./commands/natural-sky.js')).naturalSky));

  const mask = program
    .command('mask')
    .description('the terrain mask of a set: out for painting, back in, and what it says');
  json(workspace(mask.command('export')))
    .description('write the mask of a set as a picture to paint in, and the low sky beside it')
    .addHelpText('before', 'Example:  nightskies mask export ROMO241004/1 --to masks\n')
    .argument('<set>', 'a set of a night that was processed: NIGHT/1')
    .requiredOption('--to <DIR>', 'where to')
    .action(run(async () => (await import('./commands/mask.js')).maskExport));
  json(workspace(mask.command('import')))
    .description('take a painted mask: white is sky, black is terrain; any size, TIFF or PNG')
    .addHelpText(
      'before',
      'Example:  nightskies mask import ROMO241004/1 masks/ROMO241004_1_mask.tif\n',
    )
    .argument('<set>', 'NIGHT/1, or NIGHT for all its sets')
    .argument('[file]', 'the picture')
    .option('--remove', 'forget the mask that was given before')
    .action(run(async () => (await import('./commands/mask.js')).maskImport));
  json(workspace(mask.command('show')))
    .description('whose mask a set has, how much terrain is in it, how sure it is')
    .addHelpText('before', 'Example:  nightskies mask show ROMO241004/1\n')
    .argument('<set>', 'NIGHT/1')
    .action(run(async () => (await import('./commands/mask.js')).maskShow));

  json(workspace(program.command('export')))
    .description('lay products out as files')
    .addHelpText(
      'before',
      'Example:  nightskies export ROMO241004 --to results --layout nsnsd --with gis,pictures\n',
    )
    .argument('<night-or-run>', 'a night (its latest results) or a run')
    .requiredOption('--to <DIR>', 'where to')
    .option('--layout <NAME>', 'flat, or nsnsd for the tree of the old pipeline', 'flat')
    .option(
      '--with <LIST>',
      'copies of the maps: gis (GeoTIFF), png16 (16-bit PNG), pictures (panoramas), pyramid (tiles for a page), compressed (.fits.fz instead of .fits)',
    )
    .option('--force', 'replace files that differ (never a mask, which a person paints)')
    .action(run(async () => (await import('./commands/export.js')).exportProducts));

  workspace(program.command('serve'))
    .description('serve the HTTP API on a workspace')
    .addHelpText('before', 'Example:  nightskies serve --port 8080\n')
    .option('--host <HOST>', 'address to listen on', '127.0.0.1')
    .option('--port <N>', 'port', '8080')
    .action(run(async () => (await import('./commands/serve.js')).serve));

  program
    .command('worker')
    .description('run services against NATS and Postgres (environment: NIGHTSKIES_*)')
    .addHelpText('before', 'Example:  nightskies worker mosaic\n')
    .argument(
      '<services...>',
      'catalog, calibration, astrometry, photometry, mosaic, natural-sky, metrics',
    )
    .action(run(async () => (await import('./commands/worker.js')).worker));

  json(program.command('simulate'))
    .description('write a simulated raw night with known truth')
    .addHelpText('before', 'Example:  nightskies simulate --to night --seed 7 --size 256\n')
    .requiredOption('--to <DIR>', 'where to')
    .option('--seed <N>', 'same seed, same night', '1')
    .option('--size <N>', 'frame size in pixels (binning follows)', '256')
    .option('--night <NAME>', 'name of the night', 'DEMO261101')
    .option('--bands <LIST>', 'bands', 'V')
    .option(
      '--realistic',
      'stars to V 12, wings of their pictures, errors of the flats (for --size 1024)',
    )
    .option(
      '--clouds <MAG...>',
      'clouds that dim by so much: FRAME=MAG for one frame, or MAG for all',
    )
    .option('--sky-seed <N>', 'a sky of known components, another for each seed')
    .option('--moon', 'under the Moon (give a night that has it, as --night DEMO261122)')
    .option('--twilight', 'begun in twilight, the Sun 10 deg down')
    .addOption(
      new Option('--start <HH:MM>', 'start of the night, UTC (default: 03:30)').conflicts(
        'twilight',
      ),
    )
    .option('--snow', 'snow on the ground')
    .option('--no-artificial', 'without artificial light')
    .option('--no-terrain', 'with a level horizon')
    .action(run(async () => (await import('./commands/simulate.js')).simulate));

  json(program.command('rebuild'))
    .description('a new catalog from the artifact store and the raw files')
    .addHelpText('before', 'Example:  nightskies rebuild fielddata --calibration Images\n')
    .argument('<paths...>', 'the trees that were processed')
    .option('--calibration <DIR>', 'folder with Master and Linearity Curves')
    .option('--workspace <DIR>', 'folder of catalog and artifacts', defaultWorkspace)
    .action(run(async () => (await import('./commands/rebuild.js')).rebuildCatalog));

  json(workspace(program.command('doctor')))
    .description('what is wrong here and what to do')
    .addHelpText('before', 'Example:  nightskies doctor\n')
    .action(run(async () => (await import('./commands/doctor.js')).doctor));

  addCcdCommands(program, run);

  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.badUsage;
    const failure = problemOf(namedSystemError(error));
    process.stderr.write(`nightskies: ${describeProblem(failure)}\n`);
    if (failure.code === 'internal-error' && error instanceof Error) {
      process.stderr.write(`${error.stack ?? ''}\n`);
    }
    return failure.code.startsWith('bad-') ? exitCodes.badUsage : exitCodes.nothingDone;
  }
  return exitCode;
}
