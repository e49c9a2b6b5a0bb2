// Compiles libs/pixels/kernels/*.as.ts to committed modules, so that nobody else needs the compiler.
//   cd tools/wasm && npm ci && npm run build      (or: npm run check, which compares the bytes)
//   node build.mjs disk-median                    only this one
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = dirname(fileURLToPath(import.meta.url));
const pixels = join(here, '..', '..', 'libs', 'pixels');
const compiler = JSON.parse(
  readFileSync(join(here, 'node_modules', 'assemblyscript', 'package.json'), 'utf8'),
).version;

async function compile(name) {
  const source = readFileSync(join(pixels, 'kernels', name), 'utf8').replaceAll('\r\n', '\n');
  let binary;
  const { error, stderr } = await asc.main(
    [
      name,
      '--outFile',
      'out.wasm',
      '-O3',
      '--noAssert',
      '--runtime',
      'stub',
      '--enable',
      'simd',
      '--importMemory',
    ],
    {
      readFile: (file) => (file === name ? source : null),
      writeFile: (file, data) => {
        if (file === 'out.wasm') binary = data;
      },
      listFiles: () => [],
    },
  );
  if (error !== null) throw new Error(`${name}: ${error.message}\n${stderr.toString()}`);
  const digest = createHash('sha256').update(source).digest('hex');
  return `// Compiled from kernels/${name} by tools/wasm. Do not edit.
export const sourceDigest = '${digest}';
export const compilerVersion = '${compiler}';
export const wasm =
  '${Buffer.from(binary).toString('base64')}';
`;
}

const checking = process.argv.includes('--check');
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const sources = readdirSync(join(pixels, 'kernels'))
  .filter((file) => file.endsWith('.as.ts'))
  .filter((file) => wanted.length === 0 || wanted.includes(file.replace('.as.ts', '')));

let stale = 0;
for (const name of sources) {
  const target = join(pixels, 'src', 'kernels', name.replace('.as.ts', '.wasm.ts'));
  const made = await compile(name);
  if (!checking) writeFileSync(target, made);
  else if (readFileSync(target, 'utf8') !== made) {
    process.stderr.write(`${target} is not what its source compiles to\n`);
    stale += 1;
  }
}
process.exitCode = stale === 0 ? 0 : 1;
