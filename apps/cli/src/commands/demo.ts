import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { NightSkiesError, problem, runStatusSchema, type RunMetric } from '@nightskies/contracts';
import { z } from 'zod';
import { CatalogClient } from '../catalog-client.js';
import { startEmbedded } from '../embedded.js';
import { fetchFiles } from '../export-files.js';
import { followRun } from '../follow-run.js';
import { onInterrupt } from '../interrupt.js';
import { jsonOption, parseOptions, printJson } from '../options.js';
import { exitCodeOf, processDocument } from '../process-document.js';
import { waitForAbort } from '../wait.js';
import { openWorkspace } from '../workspace.js';
import { writeNight } from './simulate.js';

const optionsSchema = z.object({
  ...jsonOption,
  to: z.string().min(1),
  serve: z.boolean().optional(),
  port: z.coerce.number().int().min(0).max(65535),
});

const night = {
  seed: 20261107,
  skySeed: 18,
  size: 256,
  night: 'DEMO261107',
  bands: ['V'],
} as const;

const truthSchema = z.object({
  metrics: z.record(z.string(), z.object({ value: z.number(), unit: z.string() })),
});

/** `nightskies demo`: the main job on a small simulated night, shown beside its truth. */
export async function demo(given: Record<string, unknown>): Promise<number> {
  const started = performance.now();
  const options = parseOptions(optionsSchema, given);
  const folder = resolve(options.to);
  const raw = join(folder, 'night');
  await simulateOnce(raw);

  const workspace = await openWorkspace(join(folder, 'workspace'));
  const interrupt = onInterrupt();
  const embedded = await startEmbedded(
    workspace,
    options.serve === true ? { http: { host: '127.0.0.1', port: options.port } } : {},
  );
  try {
    await embedded.checked;
    const client = new CatalogClient({ socket: embedded.socket });
    process.stderr.write('Processing from raw frames to the map ...\n');
    const first = await client.post(
      '/runs',
      {
        paths: [join(raw, 'Data', 'fielddata', night.night)],
        calibration: join(raw, 'Images'),
        filelist: join(raw, 'Data', 'filelist.csv'),
        bands: night.bands,
        parameters: {},
        until: null,
        dryRun: false,
        refreshHistory: false,
      },
      runStatusSchema,
    );
    const last = await followRun(client, first.run, interrupt.signal);
    const document = processDocument(last, (performance.now() - started) / 1000);
    const results = join(folder, 'results');
    const { files, work } = await fetchFiles(client, {
      subject: last.run,
      folder: results,
      layout: 'flat',
      force: true,
      copies: new Set(),
    });
    work.end();
    if (options.json === true) printJson({ ...document, results: files.map((file) => file.path) });
    else {
      printComparison(document.metrics, await readTruth(raw));
      printFiles(files.map(({ path }) => path));
      process.stderr.write(`${document.seconds.toFixed(1)} s\n`);
    }
    if (embedded.address !== null) {
      process.stderr.write(`The API answers at ${embedded.address}/api/v1; Ctrl-C ends it.\n`);
      await waitForAbort(interrupt.signal);
    }
    return exitCodeOf(document.outcome);
  } finally {
    interrupt.release();
    await embedded.close();
  }
}

/** The night is simulated once; a half-written one is written again. */
async function simulateOnce(raw: string): Promise<void> {
  const marker = join(raw, 'simulated.json');
  const wanted = JSON.stringify(night);
  if (existsSync(marker) && (await readFile(marker, 'utf8')) === wanted) return;
  if (existsSync(raw) && !existsSync(marker)) {
    throw new NightSkiesError(
      problem('bad-option', '--to: this folder has a night of its own', {
        file: raw,
        expected: 'a new folder, or one of an earlier demo',
        hint: 'Give another --to; raw frames are never replaced.',
      }),
    );
  }
  process.stderr.write('Simulating a small raw night with known truth ...\n');
  // The marker says whose folder it is before the first frame, and after the last one which night.
  await mkdir(raw, { recursive: true });
  await writeFile(marker, '{}');
  await writeNight(raw, night);
  await writeFile(marker, wanted);
}

async function readTruth(raw: string): Promise<z.output<typeof truthSchema>> {
  return truthSchema.parse(JSON.parse(await readFile(join(raw, 'truth', 'truth.json'), 'utf8')));
}

const ofOneFrame = /_ib\d{3}_wcs\.fits$/;

/** One line for each file, and one for all solved headers together. */
function printFiles(paths: readonly string[]): void {
  const headers = paths.filter((path) => ofOneFrame.test(path));
  for (const path of paths) {
    if (!headers.includes(path)) process.stdout.write(`saved ${path}\n`);
    else if (path === headers[0]) {
      const pattern = path.replace(ofOneFrame, '_ib*_wcs.fits');
      process.stdout.write(`saved ${pattern} (${headers.length} frames)\n`);
    }
  }
}

/** Numbers that are shown although the simulation does not state them. */
const headlines = new Set(['sky-quality-index']);

/** The simulation sums what is natural or artificial over the sky that no ground hides. */
const apart = /^(natural|artificial)-/;

/** The numbers whose truth is known, and what a park asks for first; all others are in the report. */
function printComparison(metrics: readonly RunMetric[], truth: z.output<typeof truthSchema>): void {
  const columns = ['measured', 'error', 'truth'].map((title) => title.padStart(10)).join('');
  process.stdout.write(`${''.padEnd(34)}${columns}\n`);
  let others = 0;
  for (const { name, sky, value, uncertainty, unit } of metrics) {
    const alike = sky === (apart.test(name) ? 'free' : 'full');
    const known = alike ? truth.metrics[name] : undefined;
    if (known === undefined && !headlines.has(name)) {
      others += 1;
      continue;
    }
    const numbers = [
      value?.toPrecision(4) ?? '-',
      uncertainty?.toPrecision(2) ?? '-',
      known?.value.toPrecision(4) ?? '-',
    ];
    const row = numbers.map((number) => number.padStart(10)).join('');
    process.stdout.write(`${name.padEnd(34)}${row} ${unit}\n`);
  }
  process.stdout.write(`${others} more numbers, with their errors, are in the report.\n`);
}
