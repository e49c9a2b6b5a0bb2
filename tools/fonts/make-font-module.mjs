/**
 * Makes libs/imaging/src/text/lato.ts and libs/imaging/LICENSE-font.txt from the npm package
 * @fontsource/lato: the font files are taken unchanged (their name is reserved), as base64, so that
 * pictures need no font of the machine and no file at run time.
 *
 *   npm pack @fontsource/lato@5.3.0 && tar -xzf fontsource-lato-5.3.0.tgz
 *   node tools/fonts/make-font-module.mjs package
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const files = {
  latoRegularLatin: 'lato-latin-400-normal.woff',
  latoRegularLatinExtended: 'lato-latin-ext-400-normal.woff',
  latoBoldLatin: 'lato-latin-700-normal.woff',
  latoBoldLatinExtended: 'lato-latin-ext-700-normal.woff',
};

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node tools/fonts/make-font-module.mjs FOLDER_OF_THE_UNPACKED_PACKAGE');
  process.exit(2);
}
const imaging = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'libs', 'imaging');
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

const parts = [
  '// Made by tools/fonts/make-font-module.mjs; do not edit.',
  `// Lato, SIL Open Font License 1.1 (LICENSE-font.txt), files of @fontsource/lato ${version}.`,
];
for (const [name, file] of Object.entries(files)) {
  const bytes = readFileSync(join(folder, 'files', file));
  const digest = createHash('sha256').update(bytes).digest('hex');
  parts.push(
    '',
    `/** ${file}, sha256 ${digest} */`,
    '// prettier-ignore',
    `export const ${name} = '${bytes.toString('base64')}';`,
  );
}
writeFileSync(join(imaging, 'src', 'text', 'lato.ts'), `${parts.join('\n')}\n`);

const licence = readFileSync(join(folder, 'LICENSE'), 'utf8').replaceAll('\r\n', '\n').trimEnd();
writeFileSync(
  join(imaging, 'LICENSE-font.txt'),
  `The font Lato in src/text/lato.ts is not part of the CC0 dedication of this project. Its terms:\n\n${licence}\n`,
);
