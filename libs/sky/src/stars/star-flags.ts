/** What is to be known about a star before it is trusted; bits of the flags of a selection. */
export const starFlag = {
  /** Variable or suspected of it (Hipparcos, GCVS). */
  variable: 1,
  /** Several components, or a companion whose light is in V. */
  multiple: 2,
  /** V in steps of 0.05 mag, or transformed without a known colour. */
  poorMagnitude: 4,
  /** No proper motion known: the position is the one at about J1991. */
  motionUnknown: 8,
} as const;

/**
 * Where a star's values come from: `hipparcos` ESA's original record; `kstars` V and B-V of a copy
 * of Hipparcos, position of Tycho-2; `tycho2` V transformed from Tycho-2; `stellarium` Stellarium's
 * catalogue alone, V in steps of 0.05 mag. Terms: libs/sky/data/README.md.
 */
export type StarSource = 'hipparcos' | 'kstars' | 'tycho2' | 'stellarium';

/** In the order of the two bits of the file. */
export const starSources: readonly StarSource[] = ['hipparcos', 'kstars', 'tycho2', 'stellarium'];
