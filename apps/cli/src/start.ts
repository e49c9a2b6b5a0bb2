import { settleEngine } from '@nightskies/platform/engine';

/**
 * The `nightskies` command where its compiled code is kept: all settings of V8 are made before it is
 * loaded, as code that was compiled under one set of them is refused under another.
 */
export async function main(argv: readonly string[]): Promise<number> {
  settleEngine();
  const program = await import('./main.js');
  return program.main(argv);
}
