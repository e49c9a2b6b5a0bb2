import type { Digest, Manifest, Problem } from '@nightskies/contracts';
import type { Health } from '../observe/health.js';

/**
 * An artifact whose bytes are written but not safe: nobody sees it before it is settled. Plain data, so
 * that the thread that made it need not wait for the disk.
 */
export interface StagedArtifact {
  readonly digest: Digest;
  readonly bytes: number;
  /** Where its bytes wait; null for an artifact the store holds already. */
  readonly partial: string | null;
}

/** An artifact being written in pieces; nobody sees it before it is settled. */
export interface PartialArtifact {
  /** Writes a piece, in any order; what lies between pieces is 0. */
  write(at: number, bytes: Uint8Array): void;
  /** Ends the writing. @throws NightSkiesError as `put` */
  stage(): StagedArtifact;
  /** Forgets it; nothing happens when it was staged. */
  discard(): Promise<void>;
}

/** An artifact being read in pieces. */
export interface OpenArtifact {
  readonly size: number;
  /** Fills all of `into`. */
  read(at: number, into: Uint8Array): void;
  close(): void;
}

/**
 * Where computed artifacts live, named by the SHA-256 of their bytes and never changed. The
 * interface asks for no folders, links or partial writes, so that an object store can implement it.
 */
export interface ArtifactStore {
  /** What a saved artifact survives, in the words of docs/architecture.md. */
  readonly survives: string;
  /**
   * Stores bytes and returns their digest once they are safe. Storing them again does nothing, but
   * repairs a copy that was damaged.
   *
   * @throws NightSkiesError `store-write-failed` and `store-unreachable` (retryable), `disk-full`,
   *   `store-sync-failed`.
   */
  put(bytes: Uint8Array): Promise<Digest>;
  /** The first half of `put`, which computes and writes. @throws NightSkiesError as `put` */
  stage(bytes: Uint8Array): Promise<StagedArtifact>;
  /**
   * The other half, which waits for the disk: what was staged, by any process at this place, is safe
   * afterwards and seen by all.
   *
   * @throws NightSkiesError as `put`; what could not be made safe is forgotten
   */
  settle(staged: readonly StagedArtifact[]): Promise<void>;
  /** Forgets what was staged and is not to be settled. */
  discard(staged: readonly StagedArtifact[]): Promise<void>;
  /**
   * An artifact too large for memory, to be written in pieces where there is room for it. An object
   * store keeps them on the local disk until it is sent.
   *
   * @throws NightSkiesError as `put`
   */
  create(): Promise<PartialArtifact>;
  /**
   * An artifact to be read in pieces, checked against its digest before: now, or some minutes ago when
   * nothing happened to it since.
   *
   * @throws NightSkiesError as `get`
   */
  open(digest: Digest): Promise<OpenArtifact>;
  /**
   * The bytes of an artifact, checked against their digest.
   *
   * @throws NightSkiesError `artifact-missing`, `artifact-damaged`, `store-read-failed` and
   *   `store-unreachable` (retryable).
   */
  get(digest: Digest): Promise<Uint8Array>;
  /** @throws NightSkiesError `store-read-failed`, `store-unreachable` (both retryable). */
  has(digest: Digest): Promise<boolean>;
  /** Forgets an artifact (a damaged one, so that the next run computes it again). */
  remove(digest: Digest): Promise<void>;
  /** Stores the manifest of a finished task, after its outputs. */
  putManifest(manifest: Manifest): Promise<void>;
  /** The manifest of a fingerprint; undefined when there is none or it cannot be read. */
  manifest(fingerprint: Digest): Promise<Manifest | undefined>;
  /**
   * All manifests in the order of their fingerprints, for a catalog that is rebuilt. One that
   * cannot be read is told to `onProblem` and skipped.
   */
  manifests(onProblem: (problem: Problem) => void): AsyncIterable<Manifest>;
  /** Absolute path of an artifact where the store has one. */
  pathOf(digest: Digest): string | null;
  health(): Promise<Health>;
}
