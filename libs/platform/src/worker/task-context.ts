import {
  NightSkiesError,
  problem,
  runParameters,
  taskTypes,
  type ArtifactReference,
  type InputRole,
  type MissingInput,
  type TaskRequest,
  type TaskType,
} from '@nightskies/contracts';
import type { InputFile, OutputFile, TaskInput } from '../handler.js';

/**
 * What every handler is given, without the types that depend on its task: TaskContext of any task
 * type is this with narrower names.
 */
export interface AnyTaskContext {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly arguments: unknown;
  one(role: string): Promise<TaskInput>;
  maybe(role: string): Promise<TaskInput | undefined>;
  names(role: string): readonly string[];
  each(role: string, wanted?: (name: string) => boolean): AsyncIterable<TaskInput>;
  open(role: string, name: string): Promise<InputFile>;
  file(): Promise<OutputFile>;
  readonly missing: readonly MissingInput[];
}

/** How a task gets at its files. */
export interface TaskFiles {
  read(reference: ArtifactReference): Promise<Uint8Array>;
  open(reference: ArtifactReference): Promise<Pick<InputFile, 'size' | 'read'>>;
  create(): Promise<OutputFile>;
}

/**
 * Checks a request against the declaration of its task type and makes the context of its handler.
 *
 * @throws NightSkiesError `task-version-unknown` (retryable: another worker may know it),
 *   `bad-parameter`, `bad-task-arguments`, `bad-task-inputs`.
 */
export function taskContext(request: TaskRequest, files: TaskFiles): AnyTaskContext {
  const declared: TaskType = taskTypes[request.type];
  if (request.version !== declared.version) {
    throw new NightSkiesError(
      problem('task-version-unknown', `this worker does not know this version of ${request.type}`, {
        found: `version ${request.version}`,
        expected: `version ${declared.version}`,
        hint: 'Run the same release of Night Skies in every process.',
      }),
      { retryable: true },
    );
  }
  const inputs = inputsByRole(declared, request);
  const of = (role: string): readonly ArtifactReference[] => {
    const references = inputs.get(role);
    if (references === undefined) throw undeclared(request, role);
    return references;
  };
  const load = async (reference: ArtifactReference): Promise<TaskInput> => {
    const { role, name, kind, digest } = reference;
    return { role, name, kind, digest, bytes: await files.read(reference) };
  };
  return {
    parameters: parametersOf(declared, request),
    arguments: argumentsOf(declared, request),
    missing: request.missing,
    names: (role) => of(role).map((reference) => reference.name),
    async one(role) {
      const reference = of(role).at(0);
      if (reference === undefined) throw absent(request, role);
      return load(reference);
    },
    async maybe(role) {
      const reference = of(role).at(0);
      return reference === undefined ? undefined : load(reference);
    },
    async *each(role, wanted = () => true) {
      for (const reference of of(role)) if (wanted(reference.name)) yield load(reference);
    },
    async open(role, name) {
      const reference = of(role).find((one) => one.name === name);
      if (reference === undefined) throw absent(request, `${role} ${name}`);
      const { size, read } = await files.open(reference);
      return { role, name, size, read };
    },
    file: () => files.create(),
  };
}

function inputsByRole(
  declared: TaskType,
  request: TaskRequest,
): ReadonlyMap<string, readonly ArtifactReference[]> {
  const roles = new Map<string, ArtifactReference[]>();
  for (const role of Object.keys(declared.inputs)) roles.set(role, []);
  for (const reference of request.inputs) {
    const group = roles.get(reference.role);
    if (group === undefined) throw undeclared(request, reference.role);
    group.push(reference);
  }
  for (const [role, rule] of Object.entries(declared.inputs)) {
    const group = roles.get(role) ?? [];
    checkRole(request, role, rule, group);
    group.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }
  return roles;
}

function checkRole(
  request: TaskRequest,
  role: string,
  rule: InputRole,
  group: readonly ArtifactReference[],
): void {
  if (rule.required && group.length === 0) throw absent(request, role);
  if (!rule.many && group.length > 1) {
    throw badInputs(request, `${group.length} inputs for ${role}`, 'one');
  }
  const kinds: readonly string[] = typeof rule.kind === 'string' ? [rule.kind] : rule.kind;
  for (const { kind, name } of group) {
    if (!kinds.includes(kind)) {
      throw badInputs(request, `${name} of kind ${kind} for ${role}`, kinds.join(' or '));
    }
  }
}

function parametersOf(declared: TaskType, request: TaskRequest): Record<string, unknown> {
  const parsed: Record<string, unknown> = {};
  for (const name of declared.parameters) {
    const result = runParameters[name].schema.safeParse(request.parameters[name]);
    if (!result.success) {
      throw new NightSkiesError(
        problem('bad-parameter', `${name} of ${request.type} is out of its range`, {
          found: JSON.stringify(request.parameters[name]),
          expected: result.error.issues.map((issue) => issue.message).join(', '),
          hint: 'See `nightskies process --help` for every parameter with its range.',
        }),
      );
    }
    parsed[name] = result.data;
  }
  return parsed;
}

function argumentsOf(declared: TaskType, request: TaskRequest): unknown {
  const result = declared.arguments.safeParse(request.arguments);
  if (result.success) return result.data;
  throw new NightSkiesError(
    problem('bad-task-arguments', `${request.type} cannot be run with these arguments`, {
      found: JSON.stringify(request.arguments),
      expected: result.error.issues
        .map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`)
        .join('; '),
      hint: 'This is a fault of the program, not of your data. Please report it.',
    }),
  );
}

const undeclared = (request: TaskRequest, role: string): NightSkiesError =>
  badInputs(request, `role ${role}`, Object.keys(taskTypes[request.type].inputs).join(', '));

const absent = (request: TaskRequest, role: string): NightSkiesError =>
  badInputs(request, `no input for ${role}`, 'one');

function badInputs(request: TaskRequest, found: string, expected: string): NightSkiesError {
  return new NightSkiesError(
    problem('bad-task-inputs', `the inputs of ${request.type} are not those it declares`, {
      found,
      expected,
      hint: 'This is a fault of the program, not of your data. Please report it.',
    }),
  );
}
