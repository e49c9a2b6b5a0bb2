import {
  jsonSchema,
  taskTypes,
  type ArtifactKind,
  type InputRole,
  type Json,
  type MissingInput,
  type RunParameters,
  type Scope,
  type TaskType,
  type TaskTypeName,
} from '@nightskies/contracts';
import { z } from 'zod';
import { byRoleAndName } from './fingerprint.js';
import type { InputOrigin, PlannedInput, PlannedTask, TaskKey } from './plan-types.js';

type RoleOf<N extends TaskTypeName> = keyof (typeof taskTypes)[N]['inputs'] & string;
export type OutputOf<N extends TaskTypeName> = keyof (typeof taskTypes)[N]['outputs'] & string;

/** An input under one of the roles its task type declares. */
export interface InputOf<N extends TaskTypeName> {
  readonly role: RoleOf<N>;
  readonly name: string;
  readonly from: InputOrigin;
  /** Which it is, for a role that takes several kinds. */
  readonly kind?: ArtifactKind;
}

export interface TaskParts<N extends TaskTypeName> {
  readonly scope: Scope;
  /** Tells tasks of one type and scope apart in their keys, for example `tile 3`. */
  readonly detail?: string;
  readonly arguments: z.input<(typeof taskTypes)[N]['arguments']>;
  readonly inputs: readonly InputOf<N>[];
  readonly missing?: readonly (MissingInput & { readonly role: RoleOf<N> })[];
}

const jsonObject = z.record(z.string(), jsonSchema);

/** A task of a declared type: version, parameters and kinds of inputs come from the declaration. */
export function plannedTask<N extends TaskTypeName>(
  type: N,
  parts: TaskParts<N>,
  parameters: RunParameters,
): PlannedTask {
  const declared: TaskType = taskTypes[type];
  return {
    key: keyOf(type, parts.scope, parts.detail),
    type,
    version: declared.version,
    scope: parts.scope,
    arguments: jsonObject.parse(declared.arguments.parse(parts.arguments)),
    parameters: Object.fromEntries(
      declared.parameters.map((name): [string, Json] => [name, parameters[name]]),
    ),
    inputs: parts.inputs.map((input) => declaredInput(declared, input)).sort(byRoleAndName),
    missing: (parts.missing ?? []).toSorted(byRoleAndName),
  };
}

function keyOf(type: TaskTypeName, scope: Scope, detail: string | undefined): TaskKey {
  const parts = [type, scope.night, String(scope.set), scope.band];
  if (scope.frame !== null) parts.push(scope.frame);
  if (detail !== undefined) parts.push(detail);
  return parts.join(' ');
}

function declaredInput(
  declared: TaskType,
  input: Omit<InputOf<TaskTypeName>, 'role'> & { readonly role: string },
): PlannedInput {
  const roles: Readonly<Partial<Record<string, InputRole>>> = declared.inputs;
  const role = roles[input.role];
  const kind =
    typeof role?.kind === 'string' ? role.kind : role?.kind.find((one) => one === input.kind);
  if (role === undefined || kind === undefined) {
    throw new TypeError(`${declared.name} declares no input ${input.role} of this kind`);
  }
  return {
    role: input.role,
    name: input.name,
    kind,
    required: role.required,
    from: input.from,
  };
}

/** The output of a planned task as an input of another; the role is checked by the compiler. */
export function outputOf<N extends TaskTypeName>(
  type: N,
  task: PlannedTask,
  output: OutputOf<N>,
): InputOrigin {
  if (task.type !== type) throw new TypeError(`${task.key} is no ${type}`);
  return { task: task.key, output };
}
