import { createHash } from 'node:crypto';
import { canonicalJson, type Digest, type Json, type MissingInput } from '@nightskies/contracts';
import type { Plan, PlannedTask, ResolvedInput } from './plan-types.js';

/** SHA-256 of some bytes, or of a text in UTF-8: the name of an artifact. */
export function digestOf(content: Uint8Array | string): Digest {
  return createHash('sha256').update(content).digest('hex');
}

/** Sorted by role, then name, in the order of code units: no locale enters a fingerprint. */
export function byRoleAndName(
  a: { readonly role: string; readonly name: string },
  b: { readonly role: string; readonly name: string },
): number {
  return compareText(a.role, b.role) || compareText(a.name, b.name);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Identity of a piece of work: task type, algorithm version, the parameters it declares, its
 * arguments, the digests of its inputs under their roles and names, and what is missing with the
 * reason. Work with a known fingerprint is never done again. Neither the run, nor the scope, nor
 * the order in which inputs were found enters.
 */
export function fingerprint(
  task: Pick<PlannedTask, 'type' | 'version' | 'parameters' | 'arguments'>,
  inputs: readonly Pick<ResolvedInput, 'role' | 'name' | 'digest'>[],
  missing: readonly MissingInput[],
): Digest {
  return digestOf(
    canonicalJson({
      type: task.type,
      version: task.version,
      parameters: task.parameters,
      arguments: task.arguments,
      inputs: inputs
        .toSorted(byRoleAndName)
        .map(({ role, name, digest }) => ({ role, name, digest })),
      missing: missing
        .toSorted(byRoleAndName)
        .map(({ role, name, reason }) => ({ role, name, reason })),
    }),
  );
}

/** Identity of a whole plan: equal requests on equal files give equal digests. */
export function planDigest(plan: Pick<Plan, 'tasks' | 'products'>): Digest {
  const tasks: Json = plan.tasks.map((task) => ({
    key: task.key,
    type: task.type,
    version: task.version,
    scope: { ...task.scope },
    arguments: task.arguments,
    parameters: task.parameters,
    inputs: task.inputs.map((input) => ({ ...input, from: { ...input.from } })),
    missing: task.missing.map((item) => ({ ...item })),
  }));
  return digestOf(
    canonicalJson({ tasks, products: plan.products.map((product) => ({ ...product })) }),
  );
}
