/** A file of the night, its path relative to the base folder, with forward slashes. */
export interface SimulatedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}
