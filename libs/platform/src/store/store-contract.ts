import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest, Problem } from '@nightskies/contracts';
import type { ArtifactStore } from './artifact-store.js';
import { digestOf } from './digest.js';

export interface StoreHarness {
  readonly store: ArtifactStore;
  /** The same place seen by another process. */
  readonly peer: ArtifactStore;
  /** Takes the whole store out of reach, and gives it back. */
  away(): Promise<void>;
  back(): Promise<void>;
  /** Changes stored bytes behind the store's back. */
  damage(digest: string): Promise<void>;
  damageManifest(fingerprint: string): Promise<void>;
  close(): Promise<void>;
}

const bytes = (text: string): Uint8Array => Buffer.from(text);

function manifest(name: string): Manifest {
  return {
    format: 'nightskies-manifest-1',
    type: 'mosaic.remove-stars',
    version: 1,
    fingerprint: digestOf(bytes(name)),
    parameters: { compat: 'none' },
    arguments: {},
    inputs: [],
    missing: [],
    outputs: [],
    problems: [],
  };
}

/** The promises of an artifact store, the same for every implementation. */
export function describeStore(name: string, open: () => Promise<StoreHarness>): void {
  describe(name, () => {
    let harness: StoreHarness;
    let store: ArtifactStore;
    beforeEach(async () => {
      harness = await open();
      store = harness.store;
    });
    afterEach(() => harness.close());

    it('gives back what it was given, under the SHA-256 of the bytes', async () => {
      const digest = await store.put(bytes('abc'));
      // FIPS 180-2, appendix B.1
      expect(digest).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
      expect(Buffer.from(await store.get(digest)).toString()).toBe('abc');
      expect(Buffer.from(await harness.peer.get(digest)).toString()).toBe('abc');
    });

    it('holds an empty artifact and a large one', async () => {
      const large = new Uint8Array(5_000_000).map((_, k) => k * 7);
      for (const item of [new Uint8Array(0), large]) {
        expect(digestOf(await store.get(await store.put(item)))).toBe(digestOf(item));
      }
    });

    it('takes the same bytes any number of times, also at once', async () => {
      const digests = await Promise.all(
        Array.from({ length: 8 }, (_, k) => (k % 2 ? store : harness.peer).put(bytes('same'))),
      );
      expect(new Set(digests).size).toBe(1);
      expect(Buffer.from(await store.get(digests[0] ?? '')).toString()).toBe('same');
    });

    it('knows what it has', async () => {
      const digest = await store.put(bytes('here'));
      expect(await store.has(digest)).toBe(true);
      expect(await store.has(digestOf(bytes('elsewhere')))).toBe(false);
    });

    it('names an artifact it does not have', async () => {
      await store.put(bytes('another'));
      await expect(store.get(digestOf(bytes('nowhere')))).rejects.toMatchObject({
        code: 'artifact-missing',
      });
    });

    it('never hands out damaged bytes, and says how to mend them', async () => {
      const digest = await store.put(bytes('precious'));
      await harness.damage(digest);
      await expect(store.get(digest)).rejects.toMatchObject({
        code: 'artifact-damaged',
        hint: expect.stringContaining('run again') as string,
      });
    });

    it('mends a damaged artifact when it is stored again', async () => {
      const digest = await store.put(bytes('precious'));
      await harness.damage(digest);
      await store.put(bytes('precious'));
      expect(Buffer.from(await store.get(digest)).toString()).toBe('precious');
    });

    it('takes an artifact in pieces, in any order, and gives it back in pieces', async () => {
      const file = await store.create();
      file.write(6, bytes('world'));
      file.write(0, bytes('hello '));
      const staged = file.stage();
      const { digest, bytes: size } = staged;
      expect({ digest, size }).toEqual({ digest: digestOf(bytes('hello world')), size: 11 });
      await file.discard();
      await store.settle([staged]);
      const opened = await harness.peer.open(digest);
      const part = new Uint8Array(5);
      opened.read(6, part);
      opened.close();
      expect([opened.size, Buffer.from(part).toString()]).toEqual([11, 'world']);
    });

    it('shows nobody what is staged before it is settled, here or by another process', async () => {
      const staged = [await store.stage(bytes('one')), await store.stage(bytes('other'))];
      for (const { digest } of staged) expect(await store.has(digest)).toBe(false);
      await harness.peer.settle(structuredClone(staged));
      for (const [k, text] of ['one', 'other'].entries()) {
        expect(Buffer.from(await store.get(staged[k]?.digest ?? '')).toString()).toBe(text);
      }
    });

    it('forgets what is staged and discarded, but never what was there before', async () => {
      const known = await store.put(bytes('known'));
      const staged = [await store.stage(bytes('known')), await store.stage(bytes('new'))];
      await store.discard(staged);
      expect(Buffer.from(await store.get(known)).toString()).toBe('known');
      await expect(store.settle(staged.slice(1))).rejects.toMatchObject({
        code: 'store-write-failed',
      });
      expect(await store.has(digestOf(bytes('new')))).toBe(false);
    });

    it('forgets what was begun and never staged', async () => {
      const file = await store.create();
      file.write(0, bytes('half'));
      await file.discard();
      expect(await store.has(digestOf(bytes('half')))).toBe(false);
    });

    it('never opens a damaged artifact, nor one it does not have', async () => {
      const digest = await store.put(bytes('precious'));
      await harness.damage(digest);
      await expect(store.open(digest)).rejects.toMatchObject({ code: 'artifact-damaged' });
      await expect(store.open(digestOf(bytes('nowhere')))).rejects.toMatchObject({
        code: 'artifact-missing',
      });
    });

    it('is out of reach, not empty, when its place is gone, and goes on when it is back', async () => {
      const digest = await store.put(bytes('here'));
      await harness.away();
      const gone = { code: 'store-unreachable', retryable: true };
      await expect(store.get(digest)).rejects.toMatchObject(gone);
      await expect(store.has(digest)).rejects.toMatchObject(gone);
      await expect(store.put(bytes('more'))).rejects.toMatchObject(gone);
      await expect(store.manifest(digest)).rejects.toMatchObject(gone);
      await expect(store.putManifest(manifest('m'))).rejects.toMatchObject(gone);
      expect((await store.health()).healthy).toBe(false);
      await harness.back();
      expect(await store.has(digest)).toBe(true);
      await store.put(bytes('more'));
      expect((await store.health()).healthy).toBe(true);
    });

    it('does not take a place without a store for one that lost an artifact', async () => {
      await expect(store.get(digestOf(bytes('elsewhere')))).rejects.toMatchObject({
        code: 'store-unreachable',
      });
    });

    it('forgets what it is told to, once or twice', async () => {
      const digest = await store.put(bytes('gone'));
      await store.remove(digest);
      await store.remove(digest);
      expect(await store.has(digest)).toBe(false);
    });

    it('refuses a name that is no digest', async () => {
      await expect(store.get('../../etc/passwd')).rejects.toMatchObject({ code: 'bad-digest' });
    });

    it('keeps the manifest of a task', async () => {
      const written = manifest('m');
      expect(await store.manifest(written.fingerprint)).toBeUndefined();
      await store.putManifest(written);
      await store.putManifest(written);
      expect(await harness.peer.manifest(written.fingerprint)).toEqual(written);
    });

    it('lists all manifests in order, and names one that is damaged', async () => {
      const all = ['a', 'b', 'c', 'd'].map(manifest);
      for (const item of all) await store.putManifest(item);
      const broken = all[2]?.fingerprint ?? '';
      await harness.damageManifest(broken);
      const problems: Problem[] = [];
      const listed: string[] = [];
      for await (const item of store.manifests((found) => problems.push(found))) {
        listed.push(item.fingerprint);
      }
      const expected = all.map(({ fingerprint }) => fingerprint).filter((item) => item !== broken);
      expect(listed).toEqual(expected.sort());
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatchObject({ code: 'manifest-damaged' });
      expect(await store.manifest(broken)).toBeUndefined();
    });

    it('lists nothing when nothing was stored', async () => {
      const listed: Manifest[] = [];
      for await (const item of store.manifests(() => undefined)) listed.push(item);
      expect(listed).toEqual([]);
      expect((await store.health()).healthy).toBe(true);
    });
  });
}
