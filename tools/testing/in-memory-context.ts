import { createHash } from 'node:crypto';
import { taskTypes, type MissingInput, type TaskTypeName } from '@nightskies/contracts';
import type {
  ArgumentsOf,
  InputRoleOf,
  ParametersOf,
  TaskContext,
  TaskInput,
  TaskOutcome,
} from '@nightskies/platform';
import { MemoryFile } from './memory-file.js';

/** A file as an input of a task, read when asked for. */
export interface GivenFile {
  readonly name: string;
  readonly read: () => Uint8Array;
}

/** The context a worker would give a handler, over files at hand. */
export function inMemoryContext<N extends TaskTypeName>(
  type: N,
  given: {
    readonly parameters: ParametersOf<N>;
    readonly arguments: ArgumentsOf<N>;
    readonly inputs: Partial<Record<InputRoleOf<N>, readonly GivenFile[]>>;
    readonly missing?: readonly MissingInput[];
  },
): TaskContext<N> {
  const declared: Readonly<
    Record<string, { readonly kind: TaskInput['kind'] | readonly TaskInput['kind'][] }>
  > = taskTypes[type].inputs;
  const filesOf = (role: InputRoleOf<N>): readonly GivenFile[] =>
    [...(given.inputs[role] ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  const load = (role: InputRoleOf<N>, file: GivenFile): TaskInput => {
    const kinds = declared[role]?.kind ?? [];
    const kind = typeof kinds === 'string' ? kinds : kinds[0];
    if (kind === undefined) throw new RangeError(`${type} declares no role ${role}`);
    const bytes = file.read();
    const digest = createHash('sha256').update(bytes).digest('hex');
    return { role, name: file.name, kind, digest, bytes };
  };
  const first = (role: InputRoleOf<N>): TaskInput | undefined => {
    const file = filesOf(role).at(0);
    return file === undefined ? undefined : load(role, file);
  };
  return {
    parameters: given.parameters,
    arguments: given.arguments,
    missing: given.missing ?? [],
    names: (role) => filesOf(role).map((file) => file.name),
    one(role) {
      const input = first(role);
      if (input === undefined) throw new RangeError(`no input for ${role}`);
      return Promise.resolve(input);
    },
    maybe: (role) => Promise.resolve(first(role)),
    async *each(role, wanted = () => true) {
      for (const file of filesOf(role)) {
        if (wanted(file.name)) yield await Promise.resolve(load(role, file));
      }
    },
    open(role, name) {
      const file = filesOf(role).find((one) => one.name === name);
      if (file === undefined) throw new RangeError(`no input ${name} for ${role}`);
      const { bytes } = load(role, file);
      return Promise.resolve({
        role,
        name,
        size: bytes.length,
        read: (at, into) => {
          into.set(bytes.subarray(at, at + into.length));
        },
      });
    },
    file: () => Promise.resolve(new MemoryFile()),
  };
}

/** The bytes a handler put out in a role. */
export function bytesOf<N extends TaskTypeName>(
  { outputs }: TaskOutcome<N>,
  role: TaskOutcome<N>['outputs'][number]['role'],
): Uint8Array {
  const output = outputs.find((one) => one.role === role);
  if (output === undefined) throw new RangeError(`no output for ${role}`);
  if (output.bytes instanceof MemoryFile) return output.bytes.bytes;
  // As stored: what is made next may write over what was made before.
  if (typeof output.bytes === 'function') return output.bytes().slice();
  if (output.bytes instanceof Uint8Array) return output.bytes;
  throw new RangeError(`${role} is a file of another context`);
}
