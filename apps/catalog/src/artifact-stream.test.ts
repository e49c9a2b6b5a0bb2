import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkedStream } from './artifact-stream.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies stream '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function sent(bytes: Buffer, digest: string) {
  const path = join(folder, 'artifact');
  await writeFile(path, bytes);
  let damaged = 0;
  const pieces: Buffer[] = [];
  for await (const piece of checkedStream(path, digest, () => (damaged += 1))) {
    if (Buffer.isBuffer(piece)) pieces.push(piece);
  }
  return { damaged, pieces };
}

describe('a large artifact that is sent', () => {
  const bytes = Buffer.alloc(5 * 2 ** 20 + 17, 'night');
  const digest = createHash('sha256').update(bytes).digest('hex');

  it('goes in pieces of at most a mebibyte and is not held whole', async () => {
    const { damaged, pieces } = await sent(bytes, digest);
    expect(damaged).toBe(0);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(2 ** 20);
  });

  it('is known as damaged once its last byte has passed', async () => {
    const other = Buffer.from(bytes);
    other[3_000_000] = 1;
    expect((await sent(other, digest)).damaged).toBe(1);
  });
});
