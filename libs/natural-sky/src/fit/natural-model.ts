import { cellDirection, rowAltitudeDeg } from '@nightskies/sky';
import type { ComponentMaps } from '../components/natural-components.js';
import type { ObservedSky } from '../observed-sky.js';
import { clampedAirmass } from '../extinction/airmass.js';
import { at, naturalNames, vectorOf, type NaturalSkyParameters } from './parameters.js';

/** Component values and circumstances of one cell. */
export interface NaturalCell {
  readonly airglow: number;
  readonly zodiacal: number;
  readonly galactic: number;
  readonly diffuse: number;
  readonly airmass: number;
  /** sin(zenith angle) times cosine and sine of azimuth. */
  readonly north: number;
  readonly east: number;
  /** From the reference moment. */
  readonly hours: number;
}

const perMag = -0.4 * Math.LN10;

/**
 * Luminance of one cell, and its derivatives into `row` in the order of `naturalNames`.
 *
 * @param vector of `vectorOf`
 */
export function naturalOfCell(cell: NaturalCell, vector: Float64Array, row: Float64Array): number {
  const airglowLoss = lossOf(vector[at.airglowExtinction], cell.airmass);
  const zodiacalLoss = lossOf(vector[at.zodiacalExtinction], cell.airmass);
  const galacticLoss = lossOf(vector[at.galacticExtinction], cell.airmass);
  const unit = cell.airglow * airglowLoss;
  const zenith = vector[at.airglow];
  const shape = shapeOf(cell, vector);
  const airglow = zenith * unit * shape;
  const zodiacal = vector[at.zodiacal] * cell.zodiacal * zodiacalLoss;
  const galactic = vector[at.galactic] * cell.galactic * galacticLoss;
  row[at.airglow] = unit * shape;
  row[at.gradientNorth] = zenith * unit * cell.north;
  row[at.gradientEast] = zenith * unit * cell.east;
  row[at.drift] = zenith * unit * cell.hours;
  row[at.diffuse] = cell.diffuse;
  row[at.zodiacal] = cell.zodiacal * zodiacalLoss;
  row[at.galactic] = cell.galactic * galacticLoss;
  row[at.airglowExtinction] = perMag * cell.airmass * airglow;
  row[at.zodiacalExtinction] = perMag * cell.airmass * zodiacal;
  row[at.galacticExtinction] = perMag * cell.airmass * galactic;
  return airglow + vector[at.diffuse] * cell.diffuse + zodiacal + galactic;
}

/** Airglow of a cell for 1 where it is neither stronger nor weaker. */
function shapeOf(cell: NaturalCell, vector: Float64Array): number {
  return (
    1 +
    vector[at.gradientNorth] * cell.north +
    vector[at.gradientEast] * cell.east +
    vector[at.drift] * cell.hours
  );
}

function lossOf(offset: number, airmass: number): number {
  return offset === 0 ? 1 : Math.exp(perMag * offset * airmass);
}

/**
 * Calls `visit` for every cell of the grid whose components are known. The cell is one object, filled
 * anew for each.
 */
export function forEachCell(
  components: ComponentMaps,
  sky: ObservedSky,
  referenceJdUtc: number,
  visit: (index: number, cell: NaturalCell, altitudeDeg: number, azimuthDeg: number) => void,
): void {
  const { grid } = sky;
  const beginHours = (sky.startJdUtc - referenceJdUtc) * 24;
  const directions = Array.from({ length: grid.columns }, (_, column) => {
    const { azimuthDeg } = cellDirection(grid, column, 0);
    const azimuth = (azimuthDeg * Math.PI) / 180;
    return { azimuthDeg, cos: Math.cos(azimuth), sin: Math.sin(azimuth) };
  });
  const cell = {
    airglow: 0,
    zodiacal: 0,
    galactic: 0,
    diffuse: 0,
    airmass: 0,
    north: 0,
    east: 0,
    hours: 0,
  };
  for (let y = 0, index = 0; y < grid.rows; y += 1) {
    const altitudeDeg = rowAltitudeDeg(grid, y);
    cell.airmass = clampedAirmass(altitudeDeg);
    const sine = Math.cos((altitudeDeg * Math.PI) / 180);
    for (let x = 0; x < grid.columns; x += 1, index += 1) {
      cell.airglow = components.airglow[index];
      cell.zodiacal = components.zodiacal[index];
      cell.galactic = components.galactic[index];
      cell.diffuse = components.diffuse[index];
      if (!Number.isFinite(cell.airglow + cell.zodiacal + cell.galactic + cell.diffuse)) continue;
      const seconds = sky.seconds[index];
      const { azimuthDeg, cos, sin } = directions[x];
      cell.north = sine * cos;
      cell.east = sine * sin;
      // A cell nobody saw is drawn as at the reference moment.
      cell.hours = Number.isFinite(seconds) ? beginHours + seconds / 3600 : 0;
      visit(index, cell, altitudeDeg, azimuthDeg);
    }
  }
}

/**
 * The natural sky, nL as observed, on the grid of `sky`; NaN where a component is unknown. The same
 * parameters give the same sky on any grid.
 */
export function naturalModel(
  components: ComponentMaps,
  sky: ObservedSky,
  parameters: NaturalSkyParameters,
): Float32Array {
  const model = new Float32Array(sky.grid.columns * sky.grid.rows).fill(NaN);
  const vector = vectorOf(parameters);
  const row = new Float64Array(naturalNames.length);
  forEachCell(components, sky, parameters.airglowReferenceJdUtc, (index, cell) => {
    model[index] = naturalOfCell(cell, vector, row);
  });
  return model;
}

/** Light of each origin, nL as observed, on the grid of a sky; NaN where a component is unknown. */
export interface NaturalParts {
  /** All of them together, as `naturalModel` gives it. */
  readonly natural: Float32Array;
  readonly airglow: Float32Array;
  readonly zodiacal: Float32Array;
  readonly galactic: Float32Array;
  readonly diffuse: Float32Array;
}

/** `naturalModel` with what it is made of, in one pass over the cells. */
export function naturalParts(
  components: ComponentMaps,
  sky: ObservedSky,
  parameters: NaturalSkyParameters,
): NaturalParts {
  const plane = (): Float32Array => new Float32Array(sky.grid.columns * sky.grid.rows).fill(NaN);
  const parts = {
    ...{ natural: plane(), airglow: plane() },
    ...{ zodiacal: plane(), galactic: plane(), diffuse: plane() },
  };
  const vector = vectorOf(parameters);
  forEachCell(components, sky, parameters.airglowReferenceJdUtc, (index, cell) => {
    const { airmass } = cell;
    const airglow =
      vector[at.airglow] *
      (cell.airglow * lossOf(vector[at.airglowExtinction], airmass)) *
      shapeOf(cell, vector);
    const diffuse = vector[at.diffuse] * cell.diffuse;
    const zodiacal =
      vector[at.zodiacal] * cell.zodiacal * lossOf(vector[at.zodiacalExtinction], airmass);
    const galactic =
      vector[at.galactic] * cell.galactic * lossOf(vector[at.galacticExtinction], airmass);
    parts.natural[index] = airglow + diffuse + zodiacal + galactic;
    parts.airglow[index] = airglow;
    parts.zodiacal[index] = zodiacal;
    parts.galactic[index] = galactic;
    parts.diffuse[index] = diffuse;
  });
  return parts;
}
