import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  digestSchema,
  NightSkiesError,
  problem,
  provenanceSchema,
  runStatusSchema,
  type Provenance,
  type ProvenanceNode,
} from '@nightskies/contracts';
import { z } from 'zod';
import type { CatalogClient } from '../catalog-client.js';
import { connect } from '../connection.js';
import { exitCodes } from '../exit-codes.js';
import { connectionOptions, jsonOption, parseOptions, printJson } from '../options.js';

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
  const connection = await connect(options);
  try {
    const { client } = connection;
    const id = (await digestOfFile(named)) ?? named;
    const found = await client.get(`/find/${encodeURIComponent(id)}`, foundSchema);
    if (options.provenance === true || options.descendants === true) {
      if (found.type !== 'artifact') {
        throw new NightSkiesError(
          problem('bad-option', '--provenance and --descendants ask about a file or artifact', {
            found: `${found.type} ${found.id}`,
            hint: 'Give a digest (`nightskies status --json` lists those of a run) or a path.',
          }),
        );
      }
      const directions = [
        ...(options.provenance === true ? (['ancestors'] as const) : []),
        ...(options.descendants === true ? (['descendants'] as const) : []),
      ];
      for (const direction of directions) {
        const tree = await client.get(
          `/provenance/${found.id}?direction=${direction}`,
          provenanceSchema,
        );
        if (options.json === true) printJson(tree);
        else process.stdout.write(`${describeTree(tree).join('\n')}\n`);
      }
      return exitCodes.done;
    }
    const facts = await describe(client, found);
    printJson(facts);
    return exitCodes.done;
  } finally {
    await connection.close();
  }
}

async function describe(
  client: CatalogClient,
  found: z.output<typeof foundSchema>,
): Promise<unknown> {
  if (found.type === 'run') return client.get(`/runs/${found.id}`, runStatusSchema);
  if (found.type === 'night') return client.get(`/nights/${found.id}`, z.json());
  return client.get(`/artifacts/${digestSchema.parse(found.id)}`, z.json());
}

async function digestOfFile(path: string): Promise<string | null> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  } catch {
    // Not a file that can be read: it is an id then, and the catalog will say if it is none.
    return null;
  }
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
  return `${node.kind} ${node.name} ${node.digest.slice(0, 12)}${where}${made}`.trimEnd();
}

function parameters(given: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(given).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return parts.length === 0 ? '' : `(${parts.join(', ')})`;
}
