// The code behind every task type, as a digest: a changed algorithm with an unchanged version would
// let old results pass for new ones.
//   node tools/algorithm-versions.mjs            compares with tools/algorithm-versions.json
//   node tools/algorithm-versions.mjs --record   records: after raising a version in
//                                                libs/contracts/src/task-types.ts, or after a change
//                                                that leaves every output as it was, byte for byte
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..');
const recordPath = join(repository, 'tools', 'algorithm-versions.json');

const parsed = new Map();
function parse(file) {
  let source = parsed.get(file);
  if (source === undefined) {
    source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
    parsed.set(file, source);
  }
  return source;
}

/** File of a module specifier, or null for what is not ours. */
function resolveModule(from, specifier) {
  if (specifier.startsWith('.')) {
    return resolve(dirname(from), specifier).replace(/\.js$/, '.ts');
  }
  const library = /^@nightskies\/([a-z-]+)$/.exec(specifier)?.[1];
  return library === undefined ? null : join(repository, 'libs', library, 'src', 'index.ts');
}

const isType = (node) => node.isTypeOnly === true || node.importClause?.isTypeOnly === true;

/** Imports and re-exports of a file that remain at run time: [specifier, names or null for all]. */
function edges(file) {
  const found = [];
  for (const statement of parse(file).statements) {
    const isEdge = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    if (!isEdge || statement.moduleSpecifier === undefined || isType(statement)) continue;
    const clause = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : statement.exportClause;
    const named = clause !== undefined && 'elements' in clause;
    found.push({
      specifier: statement.moduleSpecifier.text,
      names: named
        ? clause.elements
            .filter((element) => !element.isTypeOnly)
            .map((element) => (element.propertyName ?? element.name).text)
        : null,
      exported: named ? clause.elements.map((element) => element.name.text) : null,
      isExport: ts.isExportDeclaration(statement),
    });
  }
  return found;
}

/** Adds to `files` what a module needs to provide `names` (null: all of it). */
function collect(file, names, files, seen) {
  const isIndex = file.endsWith(join('src', 'index.ts'));
  const key = isIndex ? `${file} ${names === null ? '*' : names.join()}` : file;
  if (seen.has(key) || !existsSync(file)) return;
  seen.add(key);
  if (!isIndex) files.add(file);
  for (const edge of edges(file)) {
    const target = resolveModule(file, edge.specifier);
    if (target === null || edge.names?.length === 0) continue;
    // An index only passes on: of it, what nobody asked for does not count.
    const wanted =
      isIndex && edge.isExport && names !== null && edge.exported !== null
        ? edge.names.filter((_, index) => names.includes(edge.exported[index]))
        : edge.names;
    if (wanted === null || wanted.length > 0) collect(target, wanted, files, seen);
  }
}

function withoutComments(file) {
  return ts.transpileModule(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), {
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      removeComments: true,
    },
  }).outputText;
}

/** Files that define each task type's handler: `'x.y': handler` in a service's handlers.ts. */
function handlerFiles() {
  const found = new Map();
  for (const app of readdirSync(join(repository, 'apps'))) {
    const file = join(repository, 'apps', app, 'src', 'handlers.ts');
    if (!existsSync(file)) continue;
    const origin = new Map();
    for (const { specifier, names } of edges(file)) {
      for (const name of names ?? []) origin.set(name, resolveModule(file, specifier));
    }
    const visit = (node) => {
      if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name)) {
        found.set(node.name.text, origin.get(node.initializer.getText()));
      }
      ts.forEachChild(node, visit);
    };
    visit(parse(file));
  }
  return found;
}

/** The code of every task type now: { type: { version, code } }. */
export async function currentAlgorithms() {
  const contracts = await import(
    pathToFileURL(join(repository, 'libs', 'contracts', 'dist', 'index.js')).href
  );
  const files = handlerFiles();
  const result = {};
  for (const [name, type] of Object.entries(contracts.taskTypes)) {
    const entry = files.get(name);
    if (entry === undefined || entry === null) throw new Error(`no handler file for ${name}`);
    const closure = new Set();
    collect(entry, null, closure, new Set());
    const hash = createHash('sha256');
    for (const file of [...closure].sort()) {
      hash.update(
        `${relative(repository, file).replaceAll('\\', '/')}\n${withoutComments(file)}\n`,
      );
    }
    result[name] = { version: type.version, code: hash.digest('hex') };
  }
  return result;
}

export function recordedAlgorithms() {
  return JSON.parse(readFileSync(recordPath, 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const current = await currentAlgorithms();
  if (process.argv.includes('--record')) {
    writeFileSync(recordPath, `${JSON.stringify(current, null, 2)}\n`);
  } else {
    const recorded = recordedAlgorithms();
    const changed = Object.keys(current).filter(
      (name) => JSON.stringify(current[name]) !== JSON.stringify(recorded[name]),
    );
    for (const name of changed) process.stdout.write(`${name} differs from its record\n`);
    process.exitCode = changed.length === 0 ? 0 : 1;
  }
}
