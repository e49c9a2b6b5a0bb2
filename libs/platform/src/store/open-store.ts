import { fileURLToPath } from 'node:url';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { ArtifactStore } from './artifact-store.js';
import { FolderStore } from './folder-store.js';
import type { VerifiedFiles } from './verified-files.js';

/**
 * The store at an address: a folder's path or `file:` URL. The address is a string because it
 * travels to worker threads and in the environment.
 *
 * @param verified what is known of its files, for a thread that hears of it from others
 * @throws NightSkiesError `store-address-unknown`.
 */
export function openStore(address: string, verified?: VerifiedFiles): ArtifactStore {
  if (address.startsWith('file:')) return new FolderStore(fileURLToPath(address), verified);
  // One letter before the colon is a drive of Windows.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(address)?.[1];
  if (scheme === undefined) return new FolderStore(address, verified);
  throw new NightSkiesError(
    problem('store-address-unknown', 'no store is known for this kind of address', {
      found: address,
      expected: 'the path of a folder or a file: URL',
      hint: 'Set NIGHTSKIES_STORE to a folder that all services share.',
    }),
  );
}
