import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { bandSchema } from '@nightskies/contracts';
import { simulateNight } from '@nightskies/simulator';
import { z } from 'zod';
import { exitCodes } from '../exit-codes.js';
import { jsonOption, parseOptions, printJson } from '../options.js';

const optionsSchema = z.object({
  ...jsonOption,
  to: z.string().min(1),
  seed: z.coerce.number().int().min(0).max(0xffffffff),
  size: z.coerce.number().int().min(64).max(4096),
  night: z.string().regex(/^[A-Z]{4}\d{6}$/, 'four letters and YYMMDD, for example DEMO261101'),
  bands: z.string().transform((text) => z.array(bandSchema).parse(text.split(','))),
});

/** `nightskies simulate`: a raw night with known truth, in the old tree. */
export async function simulate(given: Record<string, unknown>): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const folder = resolve(options.to);
  const files = await writeNight(folder, options);
  if (options.json === true) printJson({ folder, files });
  else process.stderr.write(`Wrote ${files} files to ${folder}\n`);
  return exitCodes.done;
}

/** Writes a simulated night file by file; returns their number. */
export async function writeNight(
  folder: string,
  options: { seed: number; size: number; night: string; bands: readonly ('V' | 'B')[] },
): Promise<number> {
  let files = 0;
  for (const file of simulateNight(options)) {
    const path = join(folder, ...file.path.split('/'));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, file.bytes);
    files += 1;
  }
  return files;
}
