import { Command } from 'commander';
import { addAlign } from './align/align-command.js';
import { outliveReader } from './closed-output.js';
import { addOffsets } from './offsets-command.js';
import { addPhotometry } from './photometry/photometry-command.js';
import { addStack } from './stack/stack-command.js';

/** What a command does with its options and arguments; gives the exit code. */
export type Action = (
  options: Record<string, unknown>,
  arguments_: readonly string[],
) => Promise<number>;

/** Makes the handler commander calls from what loads the action when it is needed. */
export type Run = (load: () => Promise<Action>) => (...received: unknown[]) => Promise<void>;

/**
 * The group `nightskies ccd`: commands for pictures of any camera. They work on files alone, without
 * a workspace, and load no service.
 */
export function addCcdCommands(program: Command, run: Run): void {
  const ccd = program
    .command('ccd')
    .description('tools for pictures of any camera, on files alone')
    .addHelpText('before', 'Example:  nightskies ccd solve M31.fits --annotate\n');
  const runOn: Run = (load) => {
    const act = run(load);
    return (...received) => {
      outliveReader(process.stdout);
      return act(...received);
    };
  };
  addSolve(ccd, runOn);
  addSources(ccd, runOn);
  addOffsets(
    ccd,
    runOn(async () => (await import('./offsets.js')).offsets),
  );
  addPhotometry(
    ccd,
    runOn(async () => (await import('./photometry/photometry.js')).photometry),
  );
  addAlign(
    ccd,
    runOn(async () => (await import('./align/align.js')).align),
  );
  addStack(
    ccd,
    runOn(async () => (await import('./stack/stack.js')).stack),
  );
}

function addSolve(ccd: Command, run: Run): void {
  ccd
    .command('solve')
    .description('find where in the sky pictures were taken (FITS, PNG, JPEG, TIFF), offline')
    .addHelpText(
      'before',
      'Example:  nightskies ccd solve M31.fits holiday.jpg --annotate --to solved\n',
    )
    .argument('<files...>', 'pictures, folders of pictures, or patterns such as "night/*.fits"')
    .option('--center <RA,DEC>', 'about here: degrees, or 05:35:17,-05:23:28')
    .option('--radius <DEG>', 'how far from --center the middle may lie')
    .option('--scale <LOW..HIGH>', 'arcseconds per pixel at the middle')
    .option('--parity <direct|mirrored|both>', 'how the stored picture shows the sky')
    .option('--blind', 'leave the hints of the header aside')
    .option('--time <ISO>', 'middle of the exposure, UTC: planets, Moon and proper motions')
    .option('--epoch <YEAR>', 'year of the picture when no more is known: proper motions')
    .option('--site <LAT,LON,M>', 'where it was taken, degrees north and east, metres')
    .option('--fisheye', 'a whole-sky picture about the zenith; needs time and site')
    .option('--order <N>', 'highest order of the distortion (SIP), 1 to 5', '5')
    .option('--fwhm <PX>', 'width of the stars (default: found)')
    .option('--threshold <SIGMA>', 'least significance of a star', '5')
    .option('--to <DIR>', 'folder for the results (default: beside each picture)')
    .option('--no-wcs', 'write no FILE.wcs')
    .option('--fits', 'write FILE.solved.fits: the pixels with the solution in the header')
    .option('--annotate', 'write FILE.annotated.png: stars, constellations, planets, grid')
    .option('--overwrite', 'replace results that are there')
    .option('--json', 'one JSON document on standard output')
    .action(run(async () => (await import('./solve.js')).solve));
}

function addSources(ccd: Command, run: Run): void {
  ccd
    .command('sources')
    .description('a table of the stars of each picture: places, shapes, light, errors')
    .addHelpText(
      'before',
      'Example:  nightskies ccd sources night/*.fits --threshold 10 --format fits --to tables\n',
    )
    .argument('<files...>', 'pictures, folders of pictures, or patterns such as "night/*.fits"')
    .option('--fwhm <PX>', 'width of the stars (default: measured in each picture)')
    .option('--threshold <SIGMA>', 'height of the faintest star in units of the noise', '5')
    .option('--background <MESH>', 'side of a box of the background mesh, px', '32')
    .option('--format <NAME>', 'ecsv, fits or csv', 'ecsv')
    .option('--to <DIR>', 'folder for FILE.sources.ecsv (default: beside each picture)')
    .option('--overwrite', 'replace results that are there')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      '\nPlaces count from 0 at the centre of the first pixel: FITS counts from 1 there.\n',
    )
    .action(run(async () => (await import('./sources.js')).sources));
}
