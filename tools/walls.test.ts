import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nightskies-walls-'));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeFileSync(join(folder, 'tsconfig.walls.json'), '{ "compilerOptions": {} }');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The rules that a small tree of files breaks. */
function broken(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const run = spawnSync(
    process.execPath,
    [
      join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs'),
      ...['--config', join(repository, '.dependency-cruiser.cjs')],
      ...['libs', 'apps'],
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  return run.stdout;
}

const something = 'export const x = 1;\n';

describe('the walls', () => {
  it.each([
    ['pure-libs-touch-no-world', { 'libs/mosaic/src/a.ts': "import 'node:fs';\n" }],
    [
      'pixels-look-down',
      {
        'libs/pixels/src/a.ts': "import '../../fits/src/b.js';\n",
        'libs/fits/src/b.ts': something,
      },
    ],
    [
      'science-libs-stand-alone',
      {
        'libs/mosaic/src/a.ts': "import '../../metrics/src/b.js';\n",
        'libs/metrics/src/b.ts': something,
      },
    ],
    [
      'apps-stand-alone',
      {
        'apps/mosaic/src/a.ts': "import '../../metrics/src/b.js';\n",
        'apps/metrics/src/b.ts': something,
      },
    ],
    [
      'no-cycles',
      { 'libs/sky/src/a.ts': "import './b.js';\n", 'libs/sky/src/b.ts': "import './a.js';\n" },
    ],
    ['only-imaging-imports-sharp', { 'apps/metrics/src/a.ts': "import 'sharp';\n" }],
  ])('%s stands', (rule, files) => {
    const sound = { 'libs/pixels/src/ok.ts': something, 'apps/cli/src/ok.ts': something };
    expect(broken({ ...sound, ...files })).toContain(rule);
  });

  it('let pass what keeps to them', () => {
    const files = {
      'libs/pixels/src/a.ts': something,
      'libs/fits/src/b.ts': "import '../../pixels/src/a.js';\n",
      'apps/cli/src/c.ts': "import '../../../libs/fits/src/b.js';\n",
    };
    expect(broken(files)).toContain('no dependency violations found (3 modules, 2 dependencies');
  });
});
