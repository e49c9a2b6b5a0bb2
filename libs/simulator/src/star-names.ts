/** A star of the catalogue, by its row or its Hipparcos number. */
export type StarName = { readonly row: number } | { readonly hip: number };

/** A star whose light is not that of the catalogue. */
export interface VariableStar {
  readonly star: StarName;
  /** Fainter than in the catalogue by so much; negative for brighter. */
  readonly fainterMag: number;
  /** Names of the frames in which it is so; all when left out. */
  readonly frames?: readonly string[];
}

export function isNamed(
  name: StarName,
  star: { readonly row: number; readonly hip: number },
): boolean {
  return 'row' in name ? name.row === star.row : name.hip === star.hip;
}

/** By how much a star is fainter than in the catalogue in a frame, mag. */
export function fainterBy(
  variables: readonly VariableStar[],
  star: { readonly row: number; readonly hip: number },
  frame: string,
): number {
  let sum = 0;
  for (const { star: name, fainterMag, frames } of variables) {
    if (!isNamed(name, star)) continue;
    if (frames === undefined || frames.includes(frame)) sum += fainterMag;
  }
  return sum;
}
