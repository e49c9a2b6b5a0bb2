import type {
  AirglowHistory,
  ArtifactKind,
  Band,
  CameraConstants,
  Digest,
  Json,
  MissingInput,
  Problem,
  RunParameters,
  Scope,
  ServiceName,
  TaskState,
  TaskTypeName,
  ZeropointHistory,
} from '@nightskies/contracts';

/** Name of a task within its plan, readable: `calibration.frame SIMA261101 1 V ib001`. */
export type TaskKey = string;

/** Where the bytes of an input come from: something that exists, or what another task will make. */
export type InputOrigin =
  { readonly artifact: Digest } | { readonly task: TaskKey; readonly output: string };

export interface PlannedInput {
  readonly role: string;
  /** File name a person would give it, for example `ib001.fit`. Unique within its role. */
  readonly name: string;
  readonly kind: ArtifactKind;
  /** A task whose required input cannot be had is left out; without an optional one it runs. */
  readonly required: boolean;
  readonly from: InputOrigin;
}

export interface PlannedTask {
  readonly key: TaskKey;
  readonly type: TaskTypeName;
  readonly version: number;
  readonly scope: Scope;
  readonly arguments: Readonly<Record<string, Json>>;
  /** Only those the task type declares it reads. */
  readonly parameters: Readonly<Record<string, Json>>;
  /** Sorted by role, then name. */
  readonly inputs: readonly PlannedInput[];
  /** Inputs already known to be missing when the run was planned. Sorted by role, then name. */
  readonly missing: readonly MissingInput[];
}

/** An artifact a person asked for, by the task output it will be. */
export interface PlannedProduct {
  readonly kind: ArtifactKind;
  readonly night: string;
  readonly set: number;
  readonly band: Band;
  /** Stem of the raw frame for products of one frame, null for those of a set. */
  readonly frame: string | null;
  readonly task: TaskKey;
  readonly output: string;
}

/**
 * Facts from outside the sets (constants of a camera, what its other sets say), fixed when the run is planned: the caller
 * stores the text as an artifact before the first task is sent.
 */
export interface Snapshot {
  readonly digest: Digest;
  readonly kind: ArtifactKind;
  readonly name: string;
  readonly text: string;
}

export interface Plan {
  /** In pipeline order: a task comes after all tasks it takes inputs from. */
  readonly tasks: readonly PlannedTask[];
  readonly products: readonly PlannedProduct[];
  readonly snapshots: readonly Snapshot[];
  /** What could not be planned, and why. */
  readonly problems: readonly Problem[];
  /** What stands, but with a reservation the reader of a product has to know. */
  readonly caveats: readonly Problem[];
}

/** What a raw file of a set folder is. */
export type RawRole = 'science' | 'zenith' | 'bias-crop' | 'bias' | 'dark';

/** A raw file that passed its checks. Angles in degrees, null where the header does not say. */
export interface FrameFacts {
  readonly path: string;
  /** File name, `ib001.fit`. */
  readonly name: string;
  /** Lower-case file name without extensions, `ib001b`. */
  readonly stem: string;
  readonly role: RawRole;
  /** 1 for ib001, zenith1, dark1; the number as it stands in the name for `biascN`. */
  readonly number: number;
  /** Null for crops, biases and darks, which serve both bands. */
  readonly band: Band | null;
  readonly width: number;
  readonly height: number;
  readonly binningX: number;
  readonly binningY: number;
  readonly exposureSeconds: number | null;
  /** Commanded pointing. */
  readonly azimuthDeg: number | null;
  readonly altitudeDeg: number | null;
  /** UTC Julian date as the header states it. */
  readonly julianDate: number | null;
  readonly longitudeDeg: number | null;
  readonly latitudeDeg: number | null;
  readonly elevationMetres: number | null;
  /** Up to the first comma of INSTRUME, without spaces: `ML3`. */
  readonly camera: string | null;
  readonly instrument: string | null;
  readonly filter: string | null;
  /** e-/DN, from EGAIN. */
  readonly gainElectronsPerDn: number | null;
  readonly object: string | null;
  readonly location: string | null;
}

/** A usable raw file with its digest. */
export interface UsableFrame extends FrameFacts {
  readonly digest: Digest;
}

/** A raw file that is kept out of everything. */
export interface RefusedFile {
  readonly name: string;
  /** Code of its first problem, for example `fits-truncated`. */
  readonly code: string;
}

/** A file by its digest, as an input of a task. */
export interface FileInput {
  readonly name: string;
  readonly digest: Digest;
}

/** The calibration files and constants of one camera and band, as selected for a set. */
export interface BandCalibration {
  readonly flat: FileInput;
  readonly linearity: FileInput;
  /** Standard masters; null when the camera has none (then only night masters are possible). */
  readonly masterBias: FileInput | null;
  readonly masterThermal: FileInput | null;
  readonly camera: CameraConstants;
}

/** What a person gave about the sky of sets: files, each with what it stands for. */
export interface GivenFiles {
  /** Instead of the product's own component of the natural sky. */
  readonly sky: Readonly<
    Partial<Record<'airglow' | 'zodiacal' | 'galactic' | 'diffuse', FileInput>>
  >;
  readonly tables: Readonly<Partial<Record<'places' | 'lights' | 'albedo', FileInput>>>;
  /** The terrain mask of this set, or of its night. */
  readonly mask: FileInput | null;
  /** What a person typed about the night. */
  readonly typed: FileInput | null;
}

export interface SetToPlan {
  readonly night: string;
  readonly set: number;
  /** Long name of the place for titles, from the file list or the headers. */
  readonly location: string | null;
  /** Azimuth in the middle of panoramas. */
  readonly centralAzimuthDeg: number;
  /** Raw files that passed all checks, of every role and band. */
  readonly frames: readonly UsableFrame[];
  readonly refused: readonly RefusedFile[];
  /** A band without an entry cannot be processed; the selection has said why. */
  readonly calibration: Readonly<Partial<Record<Band, BandCalibration>>>;
  /** Zeropoints of the camera's other sets, by band; without an entry there are none. */
  readonly history: Readonly<Partial<Record<Band, ZeropointHistory>>>;
  /** Fitted airglow of the camera's other sets, by band; without an entry there are none. */
  readonly airglowHistory: Readonly<Partial<Record<Band, AirglowHistory>>>;
  readonly given: GivenFiles;
  /** Parameters a person chose for this set; they count more than those of the run. */
  readonly choices: Partial<RunParameters>;
}

export interface PlanRequest {
  readonly sets: readonly SetToPlan[];
  readonly bands: readonly Band[];
  readonly parameters: RunParameters;
  /** The last service wanted, null for all. */
  readonly until: ServiceName | null;
}

/** How far a task is, as the catalog's rows say. */
export type TaskProgress =
  | { readonly state: Extract<TaskState, 'waiting' | 'queued'> }
  | {
      readonly state: Extract<TaskState, 'done' | 'reused'>;
      /** Digest of the artifact of each output role. */
      readonly outputs: Readonly<Partial<Record<string, Digest>>>;
    }
  | { readonly state: Extract<TaskState, 'failed' | 'left-out'>; readonly reason: Problem };

/** An input whose digest is known. */
export interface ResolvedInput {
  readonly role: string;
  readonly name: string;
  readonly kind: ArtifactKind;
  readonly digest: Digest;
}

/** What becomes of a waiting task now. */
export type TaskVerdict =
  | { readonly verdict: 'wait' }
  | {
      readonly verdict: 'ready';
      readonly inputs: readonly ResolvedInput[];
      /** Planned gaps and optional inputs lost on the way, sorted by role, then name. */
      readonly missing: readonly MissingInput[];
      readonly fingerprint: Digest;
    }
  | { readonly verdict: 'left-out'; readonly reason: Problem };
