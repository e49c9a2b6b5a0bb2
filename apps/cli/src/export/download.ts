import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { NightSkiesError, problem, type Digest } from '@nightskies/contracts';
import type { CatalogClient } from '../catalog-client.js';

/** What gives the bytes of an address piece by piece. */
export type Downloads = Pick<CatalogClient, 'download'>;

/**
 * Fetches an artifact into a file, piece by piece, and checks its digest as the pieces pass: memory
 * does not grow with it.
 *
 * @param told of the bytes of each piece
 * @throws NightSkiesError `download-damaged`; the file is gone then
 */
export async function downloadArtifact(
  client: Downloads,
  digest: Digest,
  path: string,
  told: (bytes: number) => void,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const hash = createHash('sha256');
  const descriptor = openSync(path, 'w');
  let found: string;
  try {
    await client.download(`/artifacts/${digest}/content`, (piece) => {
      hash.update(piece);
      for (let done = 0; done < piece.length;) done += writeSync(descriptor, piece, done);
      told(piece.length);
    });
    found = hash.digest('hex');
  } catch (error) {
    closeSync(descriptor);
    await rm(path, { force: true });
    throw error;
  }
  closeSync(descriptor);
  if (found === digest) return;
  await rm(path, { force: true });
  throw new NightSkiesError(
    problem('download-damaged', 'an artifact arrived damaged', {
      file: path,
      found: `SHA-256 ${found}`,
      expected: `SHA-256 ${digest}`,
      hint: 'Process the night again: what the store has damaged is computed anew. Then export again.',
    }),
  );
}
