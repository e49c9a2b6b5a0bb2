import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bundle, freshBundle, scripts } from './bundle.mjs';
import { keepCode, loadScript } from './kept-code.mjs';

/** A compiled program: a module, data beside another one, and what a thread loads. */
const program = {
  'node_modules/.package-lock.json': '{}',
  'package.json': '{ "type": "module" }',
  'libs/sky/data/stars.txt': 'Vega',
  'libs/sky/dist/stars.js': `import { readFileSync } from 'node:fs';
    export const stars = () => readFileSync(new URL('../data/stars.txt', import.meta.url), 'utf8');`,
  'libs/platform/dist/module-url.js':
    '/** `moduleUrl("./x.js", import.meta.url)` */ export const moduleUrl = (path, from) => new URL(path, from);',
  'apps/mosaic/dist/handlers.js': `import { stars } from '../../../libs/sky/dist/stars.js';
    export const handlers = { brightest: stars };`,
  'apps/mosaic/dist/index.js': `import { moduleUrl } from '../../../libs/platform/dist/module-url.js';
    export const handlersUrl = moduleUrl('./handlers.js', import.meta.url);`,
  'apps/cli/dist/main.js': `import { handlersUrl } from '../../mosaic/dist/index.js';
    export const main = async () => (await import(handlersUrl.href)).handlers.brightest();
    export { handlersUrl };`,
};
const compiled = Object.keys(program).filter((path) => path.includes('/dist/'));

let repository: string;

beforeEach(() => {
  repository = realpathSync(mkdtempSync(join(tmpdir(), 'nightskies bundle ')));
  for (const [path, text] of Object.entries(program)) {
    mkdirSync(dirname(join(repository, path)), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
});
afterEach(() => {
  rmSync(repository, { recursive: true, force: true });
});

/** A file system may know the time of a change a little coarser than we do. */
const later = () => sleep(20);

async function make(): Promise<string> {
  await later();
  return bundle(repository, join(repository, 'apps/cli/dist/main.js'));
}

interface Program {
  main(): Promise<string>;
  readonly handlersUrl: URL;
}

const started = async (path: string): Promise<Program> =>
  (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Program;

describe('the gathered program', () => {
  it('finds data beside the modules it was made of', async () => {
    expect(await (await started(await make())).main()).toBe('Vega');
  });

  it('has what its threads load', async () => {
    const path = await make();
    const { handlersUrl } = await started(path);
    expect(handlersUrl.href.startsWith(pathToFileURL(dirname(path)).href)).toBe(true);
  });

  it('is there as scripts as well, whose compiled code is kept and found again', async () => {
    const path = await make();
    const script = join(dirname(path), scripts, 'main.js');
    const kept = (): string[] =>
      readdirSync(dirname(script)).filter((name) => name.endsWith('.code'));
    const begun = loadScript(script) as unknown as Program;
    expect(await begun.main()).toBe('Vega');
    // Threads load modules: in scripts, parts of a program call each other slowly.
    expect(begun.handlersUrl.href).toBe((await started(path)).handlersUrl.href);
    expect(kept()).toEqual([]);
    keepCode();
    expect(kept().map((name) => name.split('.').slice(0, 2).join('.'))).toEqual(['main.js']);
    const [code = ''] = kept();
    const { cachedDataRejected } = new Script(readFileSync(script, 'utf8'), {
      cachedData: readFileSync(join(dirname(script), code)).subarray(32),
    });
    expect(cachedDataRejected).toBe(false);
  });

  it('starts without kept code of which a bit is another one, and removes it', async () => {
    const script = join(dirname(await make()), scripts, 'main.js');
    const code = `${script}.${cachedDataVersionTag().toString(16)}.code`;
    const payload = new Script(readFileSync(script, 'utf8')).createCachedData();
    const flipped = Buffer.concat([createHash('sha256').update(payload).digest(), payload]);
    flipped[flipped.length - 9] = (flipped[flipped.length - 9] ?? 0) ^ 1;
    writeFileSync(code, flipped);
    expect(await (loadScript(script) as unknown as Program).main()).toBe('Vega');
    expect(existsSync(code)).toBe(false);
  });

  it('leaves nothing half written where code cannot be kept', async () => {
    const folder = join(dirname(await make()), scripts);
    const script = join(folder, 'main.js');
    mkdirSync(`${script}.${cachedDataVersionTag().toString(16)}.code`);
    vi.resetModules();
    const again = await import('./kept-code.mjs');
    again.loadScript(script);
    again.keepCode();
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
  });

  it('is used until a module of it is compiled again', async () => {
    const path = await make();
    expect(freshBundle(repository)).toBe(path);
    for (const changed of [...compiled, 'node_modules/.package-lock.json']) {
      await later();
      writeFileSync(join(repository, changed), program[changed as keyof typeof program]);
      expect(freshBundle(repository), changed).toBeNull();
      const again = await make();
      expect(freshBundle(repository)).toBe(again);
    }
  });

  it('is not used when an older module was put back, or when a file of it is torn', async () => {
    const path = await make();
    const module = join(repository, 'libs/sky/dist/stars.js');
    utimesSync(module, 1, 1);
    expect(freshBundle(repository)).toBeNull();
    const again = await make();
    expect(again).not.toBe(path);
    writeFileSync(again, '');
    expect(freshBundle(repository)).toBeNull();
    writeFileSync(join(dirname(await make()), scripts, 'main.js'), '');
    expect(freshBundle(repository)).toBeNull();
    rmSync(join(dirname(await make()), scripts), { recursive: true });
    expect(freshBundle(repository)).toBeNull();
    writeFileSync(join(dirname(await make()), 'modules.json'), '[');
    expect(freshBundle(repository)).toBeNull();
  });

  it('is made where packages were installed without a record, and from this tree only', async () => {
    rmSync(join(repository, 'node_modules/.package-lock.json'));
    const path = await make();
    expect(freshBundle(repository)).toBe(path);
    const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'nightskies elsewhere ')));
    try {
      writeFileSync(join(elsewhere, 'stars.js'), 'export const stars = () => 1;');
      const handlers = join(repository, 'apps/mosaic/dist/handlers.js');
      const from = JSON.stringify(pathToFileURL(join(elsewhere, 'stars.js')).href);
      writeFileSync(handlers, `import { stars } from ${from}; export const handlers = { stars };`);
      await expect(make()).rejects.toThrow('lies outside of');
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  it('is not used when a module of it is gone, or before there is one', async () => {
    expect(freshBundle(repository)).toBeNull();
    await make();
    rmSync(join(repository, 'libs/sky/dist/stars.js'));
    expect(freshBundle(repository)).toBeNull();
  });

  it('leaves the one before to those who run it, and nothing else', async () => {
    const first = await make();
    const second = await make();
    const third = await make();
    const left = readdirSync(join(repository, 'dist')).sort();
    expect(left).toEqual([second, third].map((path) => dirname(path).split(/[\\/]/).at(-1)));
    expect(left).not.toContain(dirname(first).split(/[\\/]/).at(-1));
  });
});
