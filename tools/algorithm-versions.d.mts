export interface Algorithm {
  readonly version: number;
  readonly code: string;
}
export function currentAlgorithms(): Promise<Readonly<Record<string, Algorithm>>>;
export function recordedAlgorithms(): Readonly<Record<string, Algorithm>>;
