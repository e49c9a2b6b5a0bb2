import { resolve } from 'node:path';
import { z } from 'zod';
import { connect } from '../connection.js';
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
  const connection = await connect(options);
  try {
    const files = await exportTo(connection.client, {
      subject,
      folder,
      layout: options.layout,
      force: options.force === true,
    });
    if (options.json === true) printJson({ files });
    else for (const file of files) process.stdout.write(`${file.path}\n`);
    const kept = files.filter((file) => file.state === 'kept');
    for (const file of kept) {
      process.stderr.write(`kept ${file.path}: it differs from the product; --force replaces it\n`);
    }
    process.stderr.write(
      `${files.length - kept.length} of ${files.length} files are in ${folder}\n`,
    );
    if (files.length === 0) return exitCodes.nothingDone;
    return kept.length === 0 ? exitCodes.done : exitCodes.doneWithProblems;
  } finally {
    await connection.close();
  }
}
