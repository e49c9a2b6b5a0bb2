import { createHash } from 'node:crypto';
import type { Digest } from '@nightskies/contracts';

/** Lower-case hexadecimal SHA-256 of bytes: their name in the store. */
export function digestOf(bytes: Uint8Array): Digest {
  return createHash('sha256').update(bytes).digest('hex');
}
