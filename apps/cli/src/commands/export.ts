import { resolve } from 'node:path';
import { describeProblem, NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';
import { withCatalog } from '../connection.js';
import { exitCodes } from '../exit-codes.js';
import { fetchFiles, makeCopies, type WantedExport } from '../export-files.js';
import { placeFigures, planFigures } from '../export/figures.js';
import { exportWorkbooks } from '../export/workbooks/place-workbooks.js';
import { copyNames, type CopyName } from '../export/export-list.js';
import { connectionOptions, jsonOption, parseOptions, printJson } from '../options.js';

const optionsSchema = z.object({
  ...connectionOptions,
  ...jsonOption,
  to: z.string().min(1),
  layout: z.enum(['flat', 'nsnsd']),
  with: z.string().optional(),
  force: z.boolean().optional(),
});

/** `nightskies export`: products laid out as files. Files that differ are kept unless forced. */
export async function exportProducts(
  given: Record<string, unknown>,
  [subject = '']: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const wanted: WantedExport = {
    subject,
    folder: resolve(options.to),
    layout: options.layout,
    force: options.force === true,
    copies: copiesNamed(options.with),
  };
  const { workbooks, fetched } = await withCatalog(options, 'refuse', async (client) => {
    const placed = await exportWorkbooks(client, wanted);
    return { workbooks: placed, fetched: await fetchFiles(client, wanted, placed.nights) };
  });
  // Without the catalog: others may use the workspace meanwhile, and its memory is free.
  const files = [
    ...fetched.files,
    ...workbooks.files.map((file) => ({ ...file, copy: null })),
    ...(await makeCopies(fetched, wanted)),
    ...(wanted.copies.has('pictures')
      ? await placeFigures(planFigures(workbooks.nights, fetched.entries, wanted), wanted)
      : []),
  ];
  const { problems } = workbooks;
  if (files.length === 0) {
    throw new NightSkiesError(
      problem('no-products', `${subject} has no products yet`, {
        expected: 'a night or run that was processed',
        hint: '`nightskies status` says what became of the latest run.',
      }),
    );
  }
  if (options.json === true) printJson({ files, problems });
  else for (const file of files) process.stdout.write(`${file.path}\n`);
  const kept = files.filter((file) => file.state === 'kept');
  const said = new Set(problems.map(({ file }) => file));
  for (const item of problems) process.stderr.write(`problem: ${describeProblem(item)}\n`);
  for (const file of kept.filter(({ path }) => !said.has(path))) {
    process.stderr.write(`kept ${file.path}: it differs from the product; --force replaces it\n`);
  }
  process.stderr.write(
    `${files.length - kept.length} of ${files.length} files are in ${wanted.folder}\n`,
  );
  return kept.length + problems.length === 0 ? exitCodes.done : exitCodes.doneWithProblems;
}

/** @throws NightSkiesError `bad-option` */
function copiesNamed(list: string | undefined): Set<CopyName> {
  const names = (list ?? '').split(',').map((name) => name.trim());
  return new Set(
    names
      .filter((name) => name !== '')
      .map((name) => {
        const known = copyNames.find((one) => one === name.toLowerCase());
        if (known !== undefined) return known;
        throw new NightSkiesError(
          problem('bad-option', 'no copies of this name are made', {
            found: `--with ${name}`,
            expected: `some of ${copyNames.join(', ')}, with commas between`,
            hint: 'See `nightskies export --help`.',
          }),
        );
      }),
  );
}
