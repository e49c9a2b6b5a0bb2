import type { Measured } from '@nightskies/contracts';
import { measured, unmeasured } from '../regions/measured.js';
import { groundCell, type GroundGrid } from './ground-grid.js';

/** Error of a satellite's albedo of one place and day (MCD43 against towers), absolute. */
const albedoError = 0.02;
/** Products store albedo in thousandths. */
const storedScale = 0.001;

const noErrors = { random: 0, systematic: 0, model: 0, gaps: 0 };

/** An albedo from a grid (white-sky, visible), 0 to 1 or in thousandths; null without data. */
export function albedoAt(
  grid: GroundGrid,
  site: { readonly longitudeDeg: number; readonly latitudeDeg: number },
): Measured {
  const cell = groundCell(grid, site.longitudeDeg, site.latitudeDeg);
  if (cell === null) return unmeasured('1', 'the map of albedo does not reach the site');
  const albedo = cell.value > 1 ? cell.value * storedScale : cell.value;
  if (!(albedo >= 0 && albedo <= 1)) {
    return unmeasured('1', 'the map of albedo has no data at the site');
  }
  return measured('1', albedo, { ...noErrors, systematic: albedoError });
}

/** An albedo that a person gives. */
export function givenAlbedo(albedo: number): Measured {
  return albedo >= 0 && albedo <= 1
    ? {
        value: albedo,
        uncertainty: null,
        parts: null,
        unit: '1',
        reason: 'given by hand, without an error',
      }
    : unmeasured('1', `an albedo lies between 0 and 1, not at ${albedo}`);
}

/** Light that the ground sends back: albedo x horizontal illuminance, mlx. */
export function reflectedIlluminance(albedo: Measured, horizontal: Measured): Measured {
  if (albedo.value === null) return unmeasured('mlx', albedo.reason ?? 'no albedo was given');
  if (horizontal.value === null) return unmeasured('mlx', horizontal.reason ?? 'no illuminance');
  const value = albedo.value * horizontal.value;
  if (albedo.parts === null || horizontal.parts === null) {
    const reason = albedo.reason ?? horizontal.reason;
    return { value, uncertainty: null, parts: null, unit: 'mlx', reason };
  }
  const { random, systematic, model, gaps } = horizontal.parts;
  const a = albedo.value;
  return measured('mlx', value, {
    random: random * a,
    systematic: Math.hypot(systematic * a, (albedo.uncertainty ?? 0) * horizontal.value),
    model: model * a,
    gaps: gaps * a,
  });
}
