import type {
  ArtifactKind,
  Digest,
  Json,
  MissingInput,
  Problem,
  RunParameters,
  TaskTypeName,
  taskTypes,
} from '@nightskies/contracts';
import type { z } from 'zod';

type Declared<N extends TaskTypeName> = (typeof taskTypes)[N];
export type InputRoleOf<N extends TaskTypeName> = keyof Declared<N>['inputs'] & string;
export type OutputRoleOf<N extends TaskTypeName> = keyof Declared<N>['outputs'] & string;
export type ParametersOf<N extends TaskTypeName> = Pick<
  RunParameters,
  Declared<N>['parameters'][number]
>;
export type ArgumentsOf<N extends TaskTypeName> = z.output<Declared<N>['arguments']>;

/** An input whose bytes were verified against its digest. */
export interface TaskInput {
  readonly role: string;
  readonly name: string;
  readonly kind: ArtifactKind;
  readonly digest: Digest;
  /** Never change these bytes: other tasks on the same thread may share them. */
  readonly bytes: Uint8Array;
}

/** An input that is read in pieces; its digest was checked before it was opened. */
export interface InputFile {
  readonly role: string;
  readonly name: string;
  readonly size: number;
  /** Fills all of `into` from byte `at`. */
  read(at: number, into: Uint8Array): void;
}

/** An output too large for memory, written in pieces in any order before the handler returns it. */
export interface OutputFile {
  write(at: number, bytes: Uint8Array): void;
}

/** What a handler is given. Inputs of a role come sorted by name. */
export interface TaskContext<N extends TaskTypeName> {
  readonly parameters: ParametersOf<N>;
  readonly arguments: ArgumentsOf<N>;
  /** The input of a required role. */
  one(role: InputRoleOf<N>): Promise<TaskInput>;
  /** The input of an optional role, if it is there. */
  maybe(role: InputRoleOf<N>): Promise<TaskInput | undefined>;
  /** Names of all inputs of a role, sorted; no bytes are read. */
  names(role: InputRoleOf<N>): readonly string[];
  /**
   * All inputs of a role, read one after the other, so that memory stays bounded.
   *
   * @param wanted by their names; the others are not read
   */
  each(role: InputRoleOf<N>, wanted?: (name: string) => boolean): AsyncIterable<TaskInput>;
  /** An input of a role by its name, to be read in pieces; it is closed after the handler. */
  open(role: InputRoleOf<N>, name: string): Promise<InputFile>;
  /** A file for an output; it is thrown away unless the handler returns it. */
  file(): Promise<OutputFile>;
  /** Inputs the task should have had, with the reason. */
  readonly missing: readonly MissingInput[];
}

export interface TaskOutput<N extends TaskTypeName> {
  readonly role: OutputRoleOf<N>;
  /** File name a person would give it, for example `ib001.fit`. */
  readonly name: string;
  /**
   * A function is called when its turn comes, so that large outputs are not held all at once. Its
   * bytes are stored before the next one is called, which may write over them.
   */
  readonly bytes: Uint8Array | (() => Uint8Array) | OutputFile;
  /** Small facts for the catalog, for example `{ metrics: [...] }`. */
  readonly facts?: Readonly<Record<string, Json>>;
}

export interface TaskOutcome<N extends TaskTypeName> {
  readonly outputs: readonly TaskOutput<N>[];
  /** Caveats of a result that stands. */
  readonly problems?: readonly Problem[];
}

/**
 * A pure function from inputs and parameters to outputs: no clock, no randomness, no database. It
 * runs on a worker thread. Bad input is thrown as NightSkiesError and fails the task at once.
 */
export type TaskHandler<N extends TaskTypeName> = (
  context: TaskContext<N>,
) => Promise<TaskOutcome<N>>;

/** Handlers of one service by task type, as its `handlers.ts` exports them (named `handlers`). */
export type TaskHandlers = { readonly [N in TaskTypeName]?: TaskHandler<N> };
