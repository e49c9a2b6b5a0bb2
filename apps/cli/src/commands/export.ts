import { resolve } from 'node:path';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';
import { withCatalog } from '../connection.js';
import { exitCodes } from '../exit-codes.js';
import { exportTo } from '../export-files.js';
import { connectionOptions, jsonOption, parseOptions, printJson } from '../options.js';

const optionsSchema = z.object({
  ...connectionOptions,
  ...jsonOption,
  to: z.string().min(1),
  layout: z.enum(['flat', 'nsnsd']),
  force: z.boolean().optional(),
});

/** `nightskies export`: products laid out as files. Files that differ are kept unless forced. */
export async function exportProducts(
  given: Record<string, unknown>,
  [subject = '']: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const folder = resolve(options.to);
  const files = await withCatalog(options, 'refuse', (client) =>
    exportTo(client, {
      subject,
      folder,
      layout: options.layout,
      force: options.force === true,
    }),
  );
  if (files.length === 0) {
    throw new NightSkiesError(
      problem('no-products', `${subject} has no products yet`, {
        expected: 'a night or run that was processed',
        hint: '`nightskies status` says what became of the latest run.',
      }),
    );
  }
  if (options.json === true) printJson({ files });
  else for (const file of files) process.stdout.write(`${file.path}\n`);
  const kept = files.filter((file) => file.state === 'kept');
  for (const file of kept) {
    process.stderr.write(`kept ${file.path}: it differs from the product; --force replaces it\n`);
  }
  process.stderr.write(`${files.length - kept.length} of ${files.length} files are in ${folder}\n`);
  return kept.length === 0 ? exitCodes.done : exitCodes.doneWithProblems;
}
