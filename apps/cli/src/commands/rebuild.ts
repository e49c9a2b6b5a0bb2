import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeProblem } from '@nightskies/contracts';
import { openDatabase, rebuild } from '@nightskies/catalog-service';
import { openStore } from '@nightskies/platform';
import { z } from 'zod';
import { exitCodes } from '../exit-codes.js';
import { jsonOption, parseOptions, printJson } from '../options.js';
import { lockWorkspace, openWorkspace } from '../workspace.js';

const optionsSchema = z.object({
  ...jsonOption,
  workspace: z.string().min(1),
  calibration: z.string().min(1).optional(),
});

/** `nightskies rebuild`: a new catalog from the artifact store and the raw files. */
export async function rebuildCatalog(
  given: Record<string, unknown>,
  paths: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const workspace = await openWorkspace(options.workspace, 'refuse');
  const release = await lockWorkspace(workspace);
  try {
    const kept = await setAside(workspace.catalog);
    const database = await openDatabase({ folder: workspace.catalog });
    try {
      const calibration = options.calibration === undefined ? null : resolve(options.calibration);
      const result = await rebuild(
        database.sql,
        openStore(workspace.artifacts),
        paths.map((path) => ({ path: resolve(path), calibration })),
      );
      if (options.json === true) printJson({ ...result, keptCatalog: kept });
      for (const item of result.problems) {
        process.stderr.write(`problem [${item.code}] ${describeProblem(item)}\n`);
      }
      process.stderr.write(`${result.computations} computations are in the catalog again\n`);
      if (kept !== null) process.stderr.write(`The old catalog is kept in ${kept}\n`);
      return result.problems.length === 0 ? exitCodes.done : exitCodes.doneWithProblems;
    } finally {
      await database.close();
    }
  } finally {
    await release();
  }
}

/** Nothing is lost: an old catalog is renamed, not removed. */
async function setAside(catalog: string): Promise<string | null> {
  if (!existsSync(catalog)) return null;
  for (let number = 1; ; number += 1) {
    const kept = `${catalog}.old-${number}`;
    if (existsSync(kept)) continue;
    await rename(catalog, kept);
    return kept;
  }
}
