import { readFile, stat } from 'node:fs/promises';
import { NightSkiesError, problem } from '@nightskies/contracts';

/**
 * Bytes of a file a person named.
 *
 * @throws NightSkiesError `input-is-folder`, and what the operating system says of a file that is not there
 */
export async function readInput(file: string): Promise<Uint8Array> {
  if ((await stat(file)).isDirectory()) {
    throw new NightSkiesError(
      problem('input-is-folder', 'there is a folder where a file is needed', {
        file,
        found: 'a folder',
        expected: 'a file',
        hint: 'Name the file in it.',
      }),
    );
  }
  return readFile(file);
}
