// Makes the Prisma client in apps/catalog/src/generated from apps/catalog/prisma/schema.prisma,
// without the Prisma CLI and its downloads. Run: npm ci && node generate.cjs
const { createHash } = require('node:crypto');
const { readFileSync, rmSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { generateClient } = require('@prisma/client-generator-ts');
const { getConfig, getDMMF } = require('@prisma/internals');
const { enginesVersion } = require('@prisma/engines-version');
const clientVersion = require('./package.json').dependencies['@prisma/client-generator-ts'];

const catalog = join(__dirname, '..', '..', 'apps', 'catalog');
const schemaPath = join(catalog, 'prisma', 'schema.prisma');
const outputDir = join(catalog, 'src', 'generated');

async function main() {
  const datamodel = readFileSync(schemaPath, 'utf8');
  const datamodels = [[schemaPath, datamodel]];
  const config = await getConfig({ datamodel: datamodels, ignoreEnvVarErrors: true });
  const dmmf = await getDMMF({ datamodel: datamodels });
  const generator = config.generators[0];
  rmSync(outputDir, { recursive: true, force: true });
  await generateClient({
    datamodel,
    schemaPath: 'schema.prisma',
    runtimeBase: '@prisma/client/runtime',
    outputDir,
    // Its paths are those of this machine; the generated code must not know them.
    generator: { ...generator, sourceFilePath: 'schema.prisma' },
    dmmf,
    datasources: config.datasources,
    binaryPaths: {},
    engineVersion: enginesVersion,
    clientVersion,
    activeProvider: 'postgresql',
    target: 'nodejs',
    generatedFileExtension: 'ts',
    importFileExtension: 'js',
    moduleFormat: 'esm',
    tsNoCheckPreamble: true,
    compilerBuild: 'small',
  });
  const digest = createHash('sha256').update(datamodel).digest('hex');
  writeFileSync(join(outputDir, 'schema.sha256'), `${digest}\n`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
