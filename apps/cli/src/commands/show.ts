import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  NightSkiesError,
  problem,
  provenanceSchema,
  runStatusSchema,
  type Provenance,
  type ProvenanceNode,
} from '@nightskies/contracts';
import { readFits } from '@nightskies/fits';
import { z } from 'zod';
import type { CatalogClient } from '../catalog-client.js';
import { withCatalog } from '../connection.js';
import { exitCodes } from '../exit-codes.js';
import { artifactCard } from '../export/solved-frames.js';
import { connectionOptions, jsonOption, parseOptions, printJson } from '../options.js';
import { printStatus } from './status.js';

const optionsSchema = z.object({
  ...connectionOptions,
  ...jsonOption,
  provenance: z.boolean().optional(),
  descendants: z.boolean().optional(),
});

const foundSchema = z.object({
  type: z.enum(['artifact', 'run', 'night']),
  id: z.string(),
});

/** `nightskies show`: what something is, what it was made from, what was made from it. */
export async function show(
  given: Record<string, unknown>,
  [named = '']: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  return withCatalog(options, 'refuse', async (client) => {
    const found = await find(client, await fileNamed(named), named);
    const directions = [
      ...(options.provenance === true ? (['ancestors'] as const) : []),
      ...(options.descendants === true ? (['descendants'] as const) : []),
    ];
    if (directions.length === 0) await describe(client, found, options.json === true);
    else await printTrees(client, found, directions, options.json === true);
    return exitCodes.done;
  });
}

type Found = z.output<typeof foundSchema>;

async function find(client: CatalogClient, file: GivenFile | null, named: string): Promise<Found> {
  const look = (id: string): Promise<Found> =>
    client.get(`/find/${encodeURIComponent(id)}`, foundSchema);
  if (file === null) return look(named);
  for (const digest of [file.digest, file.artifact()]) {
    if (digest === null) continue;
    try {
      return await look(digest);
    } catch (error) {
      if (!(error instanceof NightSkiesError) || error.code !== 'id-unknown') throw error;
    }
  }
  throw new NightSkiesError(
    problem('id-unknown', 'the catalog does not know this file', {
      file: named,
      found: `SHA-256 ${file.digest}`,
      expected: 'a raw file that was taken in, or a product as it was exported',
      hint: 'It may have changed since, or belong to another --workspace.',
    }),
  );
}

async function printTrees(
  client: CatalogClient,
  found: Found,
  directions: readonly ('ancestors' | 'descendants')[],
  json: boolean,
): Promise<void> {
  if (found.type !== 'artifact') {
    throw new NightSkiesError(
      problem('bad-option', '--provenance and --descendants ask about a file or artifact', {
        found: `${found.type} ${found.id}`,
        hint: 'Give a digest (`nightskies status --json` lists those of a run) or a path.',
      }),
    );
  }
  const trees: [string, Provenance][] = [];
  for (const direction of directions) {
    const path = `/provenance/${encodeURIComponent(found.id)}?direction=${direction}`;
    trees.push([direction, await client.get(path, provenanceSchema)]);
  }
  const [first, ...more] = trees;
  if (json) printJson(more.length === 0 ? first?.[1] : Object.fromEntries(trees));
  else for (const [, tree] of trees) process.stdout.write(`${describeTree(tree).join('\n')}\n`);
}

async function describe(client: CatalogClient, found: Found, json: boolean): Promise<void> {
  const id = encodeURIComponent(found.id);
  if (found.type === 'run') {
    const run = await client.get(`/runs/${id}`, runStatusSchema);
    if (json) printJson(run);
    else printStatus(run);
    return;
  }
  const facts = await client.get(
    found.type === 'night' ? `/nights/${id}` : `/artifacts/${id}`,
    factsSchema,
  );
  if (json) printJson(facts);
  else process.stdout.write(`${describeFacts(facts).join('\n')}\n`);
}

const factsSchema = z.record(z.string(), z.json());

/** A line for every fact; what has parts of its own is indented below its name. */
export function describeFacts(facts: z.output<typeof factsSchema>, depth = 0): string[] {
  const indent = '  '.repeat(depth);
  return Object.entries(facts).flatMap(([name, value]) => {
    if (value === null) return [];
    if (!Array.isArray(value)) {
      const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
      return [`${indent}${name.padEnd(20)}${text}`];
    }
    return value.flatMap((part) => {
      const inner = factsSchema.safeParse(part);
      return inner.success
        ? [`${indent}${name}:`, ...describeFacts(inner.data, depth + 1)]
        : [`${indent}${name.padEnd(20)}${JSON.stringify(part)}`];
    });
  });
}

interface GivenFile {
  readonly digest: string;
  /** The artifact an exported frame says it is, whose header got its solution on the way out. */
  artifact(): string | null;
}

async function fileNamed(path: string): Promise<GivenFile | null> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch {
    // Not a file that can be read: it is an id then, and the catalog will say if it is none.
    return null;
  }
  return {
    digest: createHash('sha256').update(bytes).digest('hex'),
    artifact() {
      try {
        return readFits(bytes, path).hdus[0]?.header.string(artifactCard) ?? null;
      } catch {
        // Many files are no FITS.
        return null;
      }
    },
  };
}

/** The tree as indented lines; what appeared before is named, not repeated. */
export function describeTree(tree: Provenance): string[] {
  const nodes = new Map(tree.nodes.map((node) => [node.digest, node]));
  const shown = new Set<string>();
  const lines: string[] = [];
  const visit = (digest: string, depth: number, role: string): void => {
    const node = nodes.get(digest);
    if (node === undefined) return;
    const again = shown.has(digest);
    lines.push(`${'  '.repeat(depth)}${role}${describeNode(node)}${again ? ' (see above)' : ''}`);
    if (again) return;
    shown.add(digest);
    for (const edge of node.edges) visit(edge.digest, depth + 1, `${edge.role}: `);
  };
  visit(tree.root, 0, '');
  return lines;
}

function describeNode(node: ProvenanceNode): string {
  const made =
    node.producedBy === null
      ? ''
      : ` by ${node.producedBy.type} v${node.producedBy.version} ${parameters(node.producedBy.parameters)}`;
  const where = node.path === null ? '' : ` ${node.path}`;
  const stars = node.starCatalogue === null ? '' : ` with star catalogue ${node.starCatalogue}`;
  return `${node.kind} ${node.name} ${node.digest.slice(0, 12)}${where}${made}`.trimEnd() + stars;
}

function parameters(given: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(given).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}
