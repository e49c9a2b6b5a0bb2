import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the tree this launcher belongs to. */
export const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
