import { z } from 'zod';
import type { ArtifactKind } from '../artifact-kinds.js';
import type { ServiceName } from '../identifiers.js';
import type { RunParameterName } from '../parameters.js';

/** One named place for inputs of a task. `many` roles take any number, told apart by their names. */
export interface InputRole {
  readonly kind: ArtifactKind | readonly ArtifactKind[];
  readonly required: boolean;
  readonly many: boolean;
  /** Whether the task makes no sense when all inputs of the role that were planned are lost. */
  readonly needed: boolean;
}

export interface OutputRole {
  readonly kind: ArtifactKind;
}

/**
 * A task type is declared once, here, and handled once, in its service. `version` is the version of
 * the algorithm: it enters the fingerprint and must change whenever the result may.
 */
export interface TaskType {
  readonly name: string;
  readonly service: ServiceName;
  readonly version: number;
  readonly title: string;
  readonly inputs: Readonly<Record<string, InputRole>>;
  readonly outputs: Readonly<Record<string, OutputRole>>;
  readonly parameters: readonly RunParameterName[];
  /** What tells apart tasks of this type with equal inputs, for example the number of a tile. */
  readonly arguments: z.ZodType;
}

/** A role that one input must fill. */
export const one = (kind: InputRole['kind']): InputRole => ({
  kind,
  required: true,
  many: false,
  needed: true,
});
/** A role that one input may fill. */
export const maybe = (kind: InputRole['kind']): InputRole => ({
  kind,
  required: false,
  many: false,
  needed: false,
});
/** A role of any number of inputs, one of which must be left of those planned. */
export const any = (kind: InputRole['kind']): InputRole => ({
  kind,
  required: false,
  many: true,
  needed: true,
});

/** A role of any number of inputs the task can do without. */
export const perhaps = (kind: InputRole['kind']): InputRole => ({
  kind,
  required: false,
  many: true,
  needed: false,
});

/** No arguments. */
export const none = z.strictObject({});

/** Where a set was taken: from its headers, null where they do not say. */
export const site = z
  .strictObject({
    longitudeDeg: z.number(),
    latitudeDeg: z.number(),
    elevationMetres: z.number().nullable(),
  })
  .nullable();
