import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { mkdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { unpackTar } from './unpack.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies-unpack-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Packed by the program that packs the template, as far as its writer goes: tar of npm. */
async function packed(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(join(folder, 'in', name, '..'), { recursive: true });
    await writeFile(join(folder, 'in', name), content);
  }
  const file = join(folder, 'packed.tar');
  await create(
    { file, cwd: join(folder, 'in'), portable: true },
    (await readdir(join(folder, 'in'))).sort(),
  );
  return readFile(file);
}

it('gives every file back byte for byte: empty, odd, with runs of zeros, far down', async () => {
  const long = Buffer.alloc(300_001);
  long[70_000] = 1;
  long[300_000] = 2;
  const files = {
    empty: Buffer.alloc(0),
    'a/b/odd': Buffer.from('sky'),
    'a/exact': Buffer.alloc(512, 7),
    'a/long': long,
    [`a/${'deep/'.repeat(25)}file`]: Buffer.from('down'),
  };
  unpackTar(await packed(files), join(folder, 'out'));
  for (const [name, content] of Object.entries(files)) {
    expect((await readFile(join(folder, 'out', name))).equals(content)).toBe(true);
  }
  expect((await stat(join(folder, 'out', 'a'))).isDirectory()).toBe(true);
});

it('refuses an archive that ends in the middle of a file', async () => {
  const archive = await packed({ long: Buffer.alloc(5_000, 1) });
  await mkdir(join(folder, 'out'));
  expect(() => {
    unpackTar(archive.subarray(0, 2_048), join(folder, 'out'));
  }).toThrow('cut off');
});
