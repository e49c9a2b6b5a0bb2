import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const root = join(repository, '..', 'shared', 'data');

/**
 * The independent data that judge tests compare with. They lie beside the checkout and are not part
 * of it: every test that uses them is skipped, with a word, where they are absent.
 */
export const sharedData = {
  /** Absolute path of a file or folder of the shared data, or null when it is not here. */
  path(relative: string): string | null {
    const path = join(root, relative);
    return existsSync(path) ? path : null;
  },
};
