import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { downloadArtifact, type Downloads } from './download.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies download '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A catalog that gives the same piece many times. */
function giving(piece: Buffer, times: number): Downloads & { mostHeldBytes: number } {
  const source = {
    mostHeldBytes: 0,
    async download(_path: string, take: (piece: Buffer) => void) {
      for (let i = 0; i < times; i++) {
        take(piece);
        if (i % 16 === 0) {
          source.mostHeldBytes = Math.max(source.mostHeldBytes, process.memoryUsage().arrayBuffers);
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    },
  };
  return source;
}

function digestOf(piece: Buffer, times: number): string {
  const hash = createHash('sha256');
  for (let i = 0; i < times; i++) hash.update(piece);
  return hash.digest('hex');
}

describe('a large artifact', () => {
  it('is fetched without being held in memory', async () => {
    const piece = Buffer.alloc(2 ** 20, 7);
    const source = giving(piece, 96);
    const path = join(folder, 'deep', 'map.fits');
    const before = process.memoryUsage().arrayBuffers;
    let told = 0;
    await downloadArtifact(source, digestOf(piece, 96), path, (bytes) => (told += bytes));
    expect(statSync(path).size).toBe(96 * 2 ** 20);
    expect(told).toBe(96 * 2 ** 20);
    expect(source.mostHeldBytes - before).toBeLessThan(24 * 2 ** 20);
  });

  it('holds the bytes that were sent, in their order', async () => {
    const path = join(folder, 'a');
    const source: Downloads = {
      download: (_path, take) => {
        for (const part of ['one ', 'two ', 'three']) take(Buffer.from(part));
        return Promise.resolve();
      },
    };
    const digest = createHash('sha256').update('one two three').digest('hex');
    await downloadArtifact(source, digest, path, () => {});
    expect(await readFile(path, 'utf8')).toBe('one two three');
  });
});

describe('an artifact that arrives damaged', () => {
  it('is refused with a remedy and leaves no file', async () => {
    const path = join(folder, 'a');
    const fetched = downloadArtifact(giving(Buffer.from('x'), 1), '0'.repeat(64), path, () => {});
    await expect(fetched).rejects.toMatchObject({
      code: 'download-damaged',
      problem: { file: path, hint: expect.stringContaining('Process the night again') as string },
    });
    expect(existsSync(path)).toBe(false);
  });

  it('leaves no file when the connection breaks', async () => {
    const path = join(folder, 'a');
    const broken: Downloads = {
      download: (_path, take) => {
        take(Buffer.from('half'));
        return Promise.reject(new Error('broken'));
      },
    };
    await expect(downloadArtifact(broken, '0'.repeat(64), path, () => {})).rejects.toThrow(
      'broken',
    );
    expect(existsSync(path)).toBe(false);
  });
});
