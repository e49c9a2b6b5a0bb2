import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Digest } from '@nightskies/contracts';

/** What is sent whole, checked before the first byte; larger artifacts are checked on their way. */
export const mostWholeBytes = 16 * 2 ** 20;

const pieceBytes = 2 ** 20;

/**
 * A large artifact piece by piece. Its bytes are hashed as they pass, so that nothing waits for a
 * check before; whoever reads them checks them as well.
 *
 * @param onDamage told when all bytes have passed and are not those of the digest
 */
export function checkedStream(path: string, digest: Digest, onDamage: () => void): Readable {
  const hash = createHash('sha256');
  async function* pieces(): AsyncGenerator<Buffer> {
    for await (const piece of createReadStream(path, { highWaterMark: pieceBytes })) {
      if (!Buffer.isBuffer(piece)) throw new TypeError('a file is read as bytes');
      hash.update(piece);
      yield piece;
    }
    if (hash.digest('hex') !== digest) onDamage();
  }
  return Readable.from(pieces(), { objectMode: false, highWaterMark: pieceBytes });
}
