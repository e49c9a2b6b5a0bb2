import { readFile } from 'node:fs/promises';
import {
  NightSkiesError,
  problem,
  type ArtifactReference,
  type Digest,
} from '@nightskies/contracts';
import type { ArtifactStore } from './artifact-store.js';
import { errnoOf } from './atomic-file.js';
import { digestOf } from './digest.js';

/**
 * The verified bytes behind a reference, from the store or from where the person keeps the file.
 *
 * @throws NightSkiesError `input-missing`, `input-changed`, `input-unreadable` (retryable) for
 *   files; those of `ArtifactStore.get` otherwise.
 */
export function readArtifact(
  store: ArtifactStore,
  reference: Pick<ArtifactReference, 'digest' | 'location'>,
): Promise<Uint8Array> {
  return reference.location.type === 'store'
    ? store.get(reference.digest)
    : readExternal(reference.location.path, reference.digest);
}

async function readExternal(path: string, digest: Digest): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw errnoOf(error) === 'ENOENT' ? missing(path) : unreadable(path, error);
  });
  const found = digestOf(bytes);
  if (found === digest) return bytes;
  throw new NightSkiesError(
    problem('input-changed', 'the file changed since it was taken in', {
      file: path,
      found: `SHA-256 ${found} (${bytes.length} bytes)`,
      expected: `SHA-256 ${digest}`,
      hint: 'Put the original back, or process the night again to take in the new file.',
    }),
  );
}

function missing(path: string): NightSkiesError {
  return new NightSkiesError(
    problem('input-missing', 'the file is no longer where it was taken in', {
      file: path,
      hint: 'Put it back, or process the night again from its new place.',
    }),
  );
}

function unreadable(path: string, error: unknown): NightSkiesError {
  return new NightSkiesError(
    problem('input-unreadable', 'the file cannot be read', {
      file: path,
      ...(error instanceof Error ? { found: error.message } : {}),
      hint: 'Check its permissions and that its disk is mounted on this machine.',
    }),
    { retryable: true, cause: error },
  );
}
