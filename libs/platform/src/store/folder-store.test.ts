import { mkdir, mkdtemp, readFile, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from './digest.js';
import { FolderStore } from './folder-store.js';
import { openStore } from './open-store.js';
import { readArtifact } from './read-artifact.js';
import { describeStore } from './store-contract.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies store '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describeStore('the folder store', () => {
  const root = join(folder, 'artifacts');
  const store = new FolderStore(root);
  return Promise.resolve({
    store,
    peer: openStore(root),
    // As a share that is unmounted: an empty folder is left where it was.
    away: async () => {
      await rename(root, `${root} away`);
      await mkdir(root);
    },
    back: async () => {
      await rm(root, { recursive: true });
      await rename(`${root} away`, root);
    },
    damage: async (digest: string) => {
      const bytes = await readFile(store.pathOf(digest));
      bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
      await writeFile(store.pathOf(digest), bytes);
    },
    damageManifest: (fingerprint: string) =>
      writeFile(
        join(root, 'manifests', fingerprint.slice(0, 2), `${fingerprint}.json`),
        '{"format":',
      ),
    close: () => Promise.resolve(),
  });
});

describe('the folder of a store', () => {
  it('holds artifacts below two hexadecimal digits and leaves nothing half-written', async () => {
    const store = new FolderStore(folder);
    const digest = await store.put(Buffer.from('abc'));
    expect(store.pathOf(digest)).toBe(join(folder, 'ba', digest));
    expect(await readdir(join(folder, 'ba'))).toEqual([digest]);
  });

  it('holds nothing of what was staged and is settled, discarded or known', async () => {
    const store = new FolderStore(folder);
    const partials = async (): Promise<string[]> =>
      (await readdir(folder)).filter((name) => name.startsWith('.'));
    const one = await store.stage(Buffer.from('one'));
    const other = await store.stage(Buffer.from('other'));
    expect(await partials()).toHaveLength(2);
    await store.settle([one]);
    await store.discard([other]);
    expect(await store.stage(Buffer.from('one'))).toEqual({ ...one, partial: null });
    expect(await partials()).toEqual([]);
  });

  it('is cleared of what a writer left that died more than a day ago, by who writes first', async () => {
    for (const name of ['.partial-dead', '.partial-living'])
      await writeFile(join(folder, name), '');
    await utimes(join(folder, '.partial-dead'), 1, 1);
    await new FolderStore(folder).put(Buffer.from('one'));
    const left = (await readdir(folder)).filter((name) => name.startsWith('.partial'));
    expect(left).toEqual(['.partial-living']);
  });

  it('names the file when it cannot be written', async () => {
    const occupied = join(folder, 'occupied');
    await writeFile(occupied, 'a file where a folder should be');
    await expect(new FolderStore(occupied).put(Buffer.from('abc'))).rejects.toMatchObject({
      code: 'store-write-failed',
      retryable: true,
    });
  });

  it('is opened by path or file: URL; other addresses are refused', () => {
    expect(openStore('C:\\nights\\store')).toBeInstanceOf(FolderStore);
    expect(openStore(`file://${folder.replaceAll(' ', '%20')}`).pathOf('a'.repeat(64))).toBe(
      join(folder, 'aa', 'a'.repeat(64)),
    );
    expect(() => openStore('gopher://host/hole')).toThrow(/no store is known/);
  });
});

describe('a file that stays where a person keeps it', () => {
  const reference = (path: string, text: string) => ({
    digest: digestOf(Buffer.from(text)),
    location: { type: 'file' as const, path },
  });

  it('is read and verified', async () => {
    const path = join(folder, 'ib001.fit');
    await writeFile(path, 'raw');
    const bytes = await readArtifact(new FolderStore(folder), reference(path, 'raw'));
    expect(Buffer.from(bytes).toString()).toBe('raw');
  });

  it('is named when it changed since it was taken in', async () => {
    const path = join(folder, 'ib001.fit');
    await writeFile(path, 'other');
    await expect(
      readArtifact(new FolderStore(folder), reference(path, 'raw')),
    ).rejects.toMatchObject({ code: 'input-changed', problem: { file: path } });
  });

  it('is named when it is gone', async () => {
    const path = join(folder, 'gone.fit');
    await expect(
      readArtifact(new FolderStore(folder), reference(path, 'raw')),
    ).rejects.toMatchObject({ code: 'input-missing', problem: { file: path } });
  });
});
