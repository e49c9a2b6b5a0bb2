import {
  allSkyGrid,
  bodyPlace,
  cellDirection,
  cellHorizontalProjectionSr,
  cellSolidAngleSr,
  dot,
  moonPhase,
  nanolambertCdM2,
  observerFrame,
  unitVector,
  type MapGrid,
  type Site,
} from '@nightskies/sky';
import type { ComponentSums, ComponentTruth } from './component-sums.js';
import { middleOf } from './schedule.js';
import { simulatedSky, type SimulatedSky } from './simulated-sky.js';
import type { ComponentSky } from './sky/components/options.js';
import type { SeenFrame } from './sky/components/seen-scene.js';
import type { FrameTruth } from './truth.js';

/** The components of a night on a map, each cell at the time of the frame whose axis is nearest to it. */
export function componentMaps(
  sky: ComponentSky,
  site: Site,
  extinctionV: number,
  frames: readonly FrameTruth[],
  grid: MapGrid,
): SimulatedSky {
  const startJdUtc = frames[0].startJd;
  const seconds = secondsOfNearestFrame(frames, startJdUtc, grid);
  return simulatedSky(sky, { grid, site, startJdUtc, seconds }, extinctionV);
}

/** The frames of V a mosaic is made of. */
export function seenFrames(frames: readonly FrameTruth[]): SeenFrame[] {
  return frames
    .filter(({ name, band }) => band === 'V' && name.startsWith('ib'))
    .map((frame) => ({ axis: unitVector(frame.pose), jdUtc: middleOf(frame) }));
}

function secondsOfNearestFrame(
  frames: readonly FrameTruth[],
  startJdUtc: number,
  grid: MapGrid,
): Float32Array {
  const seen = seenFrames(frames).map(({ axis, jdUtc }) => ({
    axis,
    seconds: (jdUtc - startJdUtc) * 86_400,
  }));
  const seconds = new Float32Array(grid.rows * grid.columns);
  for (let i = 0; i < seconds.length; i++) {
    const row = Math.floor(i / grid.columns);
    const place = unitVector(cellDirection(grid, i - row * grid.columns, row));
    let nearest = -2;
    for (const frame of seen) {
      const cosine = dot(frame.axis, place);
      if (cosine <= nearest) continue;
      nearest = cosine;
      seconds[i] = frame.seconds;
    }
  }
  return seconds;
}

/** @param middleJd of the set, UTC */
export function componentTruthOf(
  sky: ComponentSky,
  site: Site,
  extinctionV: number,
  frames: readonly FrameTruth[],
  middleJd: number,
): ComponentTruth {
  const grid = allSkyGrid(1);
  const maps = componentMaps(sky, site, extinctionV, frames, grid);
  const sums = (map: Float32Array): ComponentSums => sumsOf(map, maps.hidden, grid);
  const frame = observerFrame({ ...site, jdUtc: middleJd, refraction: null });
  return {
    airglow: sums(maps.airglow),
    natural: sums(maps.natural),
    artificial: sums(maps.domes),
    moonlight: sums(maps.moonlight),
    twilight: sums(maps.twilight),
    sunAltitudeDeg: bodyPlace('sun', frame).trueAltitudeDeg,
    moonAltitudeDeg: bodyPlace('moon', frame).trueAltitudeDeg,
    moonIlluminatedFraction: moonPhase(frame).illuminatedFraction,
  };
}

function sumsOf(map: Float32Array, hidden: Uint8Array, grid: MapGrid): ComponentSums {
  let [light, area, onPlate, zenith] = [0, 0, 0, 0];
  for (let row = 0; row < grid.rows; row++) {
    const solidAngle = cellSolidAngleSr(grid, row);
    const projected = cellHorizontalProjectionSr(grid, row);
    for (let column = 0; column < grid.columns; column++) {
      const i = row * grid.columns + column;
      if (hidden[i] === 1) continue;
      light += map[i] * solidAngle;
      area += solidAngle;
      onPlate += map[i] * projected;
      if (row === grid.rows - 1) zenith += map[i] / grid.columns;
    }
  }
  return {
    zenithNl: zenith,
    meanNl: light / area,
    horizontalIlluminanceLux: onPlate * nanolambertCdM2,
  };
}
