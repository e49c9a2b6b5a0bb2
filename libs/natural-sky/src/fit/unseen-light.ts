import type { NaturalCell } from './natural-model.js';
import type { SkyBin } from './sky-bins.js';

/**
 * Light a natural sky may have beside its model: forms in which the component maps may be wrong. None is
 * fitted, as the domes and the far glow would take what is alike; the fit responds to each, and its
 * errors hold what that makes (a consider covariance, Schmidt 1966).
 *
 * Galactic light: more towards one side of the sky, more contrast between its bright and its faint
 * places, and a level above the atmosphere. Scattered light: more or less of it.
 */
export const unseenNames = [
  'galacticNorth',
  'galacticEast',
  'galacticUp',
  'galacticContrast',
  'galacticLevelNl',
  'scattering',
] as const;

/** Galactic light at which more contrast changes nothing, and the least that is told from none, nL. */
const middleGalacticNl = 15;
const leastGalacticNl = 0.5;

/** Of light from above the atmosphere, mag per airmass. */
const usualExtinction = 0.15;

/** The light of each form in a cell, nL for a size of 1, into `row` from `first` on. */
export function unseenLight(cell: NaturalCell, row: Float64Array, first: number): void {
  const { galactic, north, east, airmass, diffuse } = cell;
  const up = Math.sqrt(Math.max(0, 1 - north * north - east * east));
  const bright = Math.max(galactic, leastGalacticNl) / middleGalacticNl;
  row[first] = galactic * north;
  row[first + 1] = galactic * east;
  // The mean of the sky lies half way up.
  row[first + 2] = galactic * (up - 0.5);
  row[first + 3] = galactic * Math.log(bright);
  row[first + 4] = Math.exp(-0.4 * Math.LN10 * usualExtinction * airmass);
  row[first + 5] = diffuse;
}

/** Part of the stated error of the galactic map that each of its forms has, and that of its level, nL. */
const shareOfForm = 0.75;
const levelNl = 1.5;

/** 1 sigma of each form, in the order of `unseenNames`; 0 where the maps are a person's. */
export function unseenSigmas(bins: readonly SkyBin[]): readonly number[] {
  const sum = (of: (bin: SkyBin) => number): number =>
    bins.reduce((total, bin) => total + of(bin), 0);
  const relative = (error: number, light: number): number => (light > 0 ? error / light : 0);
  const galactic = relative(
    sum((bin) => bin.galacticError),
    sum((bin) => bin.galactic),
  );
  const scattering = relative(
    sum((bin) => bin.scatteringError),
    sum((bin) => bin.diffuse),
  );
  const form = shareOfForm * galactic;
  return [form, form, form, form, galactic > 0 ? levelNl : 0, scattering];
}
