import { columnFloat64, firstImage, readFits, readTable } from '@nightskies/fits';
import { image } from '@nightskies/pixels';
import {
  observerFrame,
  type CameraPose,
  type HorizontalDirection,
  type Refraction,
} from '@nightskies/sky';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectSources, groundMask, notAStar } from '../../detection/index.js';
import { PlateSolver } from '../../solving/plate-solver.js';
import { catalogueStars, frameNames, nightJd } from '../../solving/test-support/night-frames.js';
import { placeOf } from '../../wcs/tangent-plane.js';
import type { SetFrameStars } from '../set-frame.js';

const [width, height] = [1024, 1024];

/** A frame solved from its raw pixels: sources and the catalogue stars they are, ICRS vectors. */
export interface SolvedFrame {
  readonly name: string;
  readonly commanded: HorizontalDirection;
  readonly middleJdUtc: number;
  readonly site: {
    readonly longitudeDeg: number;
    readonly latitudeDeg: number;
    readonly heightM: number;
  };
  readonly temperatureC: number;
  readonly relativeHumidity: number;
  readonly matches: readonly {
    readonly x: number;
    readonly y: number;
    readonly sigmaPx: number;
    readonly star: { readonly x: number; readonly y: number; readonly z: number };
  }[];
}

/**
 * All 45 V frames of the independent night, solved from raw pixels less the master bias with the
 * commanded pointing as hint.
 */
export function solveNight(night: string): SolvedFrame[] {
  const stars = catalogueStars(nightJd);
  const solver = new PlateSolver(stars);
  const biasFile = readFileSync(join(night, 'Images', 'Master', 'SIM1bias.fit'));
  const bias = firstImage(readFits(biasFile, 'SIM1bias.fit')).float32();
  return frameNames.map((name) => {
    const file = `${name}.fit`;
    const bytes = readFileSync(join(night, 'Data', 'fielddata', 'SIMA261101', '1st', file));
    const hdu = firstImage(readFits(bytes, file));
    const raw = hdu.float32();
    const frame = image(
      width,
      height,
      Float32Array.from(raw, (value, k) => value - bias[k]),
    );
    const number = (keyword: string): number => {
      const value = hdu.header.number(keyword);
      if (value === undefined) throw new Error(`${file} has no ${keyword}`);
      return value;
    };
    const options = { fwhmPx: 1.85, gain: 3.12, saturationLevel: 60000, limit: 1500 };
    const ground = groundMask(frame, detectSources(frame, options));
    const sources = detectSources(frame, { ...options, mask: ground.mask });
    const kept = Array.from(sources.x.keys()).filter((k) => (sources.flags[k] & notAStar) === 0);
    const x = kept.map((k) => sources.x[k]);
    const y = kept.map((k) => sources.y[k]);
    const positionError = kept.map(
      (k) => Math.hypot(sources.sigmaX[k], sources.sigmaY[k]) / Math.SQRT2,
    );
    const site = {
      longitudeDeg: number('LONGITUD'),
      latitudeDeg: number('LATITUDE'),
      heightM: number('ELEVATIO'),
    };
    const middleJdUtc = number('JD') + number('EXPTIME') / 2 / 86400;
    const commanded = { azimuthDeg: number('AZ'), altitudeDeg: number('ALT') };
    const airless = observerFrame({ ...site, jdUtc: middleJdUtc, refraction: null });
    const centre = placeOf(airless.altAzToIcrsVector(commanded));
    const outcome = solver.solve(
      { width, height },
      { x, y, positionError },
      { centre: { ...centre, radiusDeg: 5 }, scaleArcsec: { low: 87, high: 106 } },
    );
    if (!outcome.solved) throw new Error(`${name}: ${outcome.reason}`);
    return {
      name,
      commanded,
      middleJdUtc,
      site,
      temperatureC: (number('AMTEMP_F') - 32) / 1.8,
      relativeHumidity: number('HUMID') / 100,
      matches: outcome.matches.map(({ source, star }) => ({
        x: x[source],
        y: y[source],
        sigmaPx: positionError[source],
        star: { x: stars.x[star], y: stars.y[star], z: stars.z[star] },
      })),
    };
  });
}

/** Matches of a frame with the apparent directions of their stars through some air. */
export function apparentStars(frame: SolvedFrame, refraction: Refraction): SetFrameStars {
  const { matches, site, middleJdUtc } = frame;
  const sky = observerFrame({ ...site, jdUtc: middleJdUtc, refraction });
  const seen = matches.map(({ star }) => sky.icrsVectorToAltAz(star));
  return {
    x: Float64Array.from(matches, ({ x }) => x),
    y: Float64Array.from(matches, ({ y }) => y),
    sigmaPx: Float64Array.from(matches, ({ sigmaPx }) => sigmaPx),
    azimuthDeg: Float64Array.from(seen, ({ azimuthDeg }) => azimuthDeg),
    altitudeDeg: Float64Array.from(seen, ({ altitudeDeg }) => altitudeDeg),
  };
}

/** A point of the night's exact mapping: array px and apparent direction. */
export interface GridPoint extends HorizontalDirection {
  readonly x: number;
  readonly y: number;
}

export function trueGrid(night: string, name: string): GridPoint[] {
  const file = `${name}_grid.fits`;
  const table = readTable(readFits(readFileSync(join(night, 'truth', 'wcs', file)), file).hdus[1]);
  const column = (wanted: string): Float64Array => {
    const found = table.columns.find((one) => one.name === wanted);
    if (found?.kind !== 'numbers') throw new Error(`${file} has no numbers ${wanted}`);
    return columnFloat64(found);
  };
  const [x, y, az, alt] = ['x', 'y', 'az', 'alt'].map(column);
  return Array.from(x, (_, i) => ({
    x: x[i] - 1,
    y: y[i] - 1,
    azimuthDeg: az[i],
    altitudeDeg: alt[i],
  }));
}

/** True direction of a frame's optical axis, and its roll. */
export function truePose(night: string, name: string): CameraPose {
  const [head, ...rows] = readFileSync(join(night, 'truth', 'frames.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const row = rows.find(([file]) => file === `${name}.fit`);
  if (row === undefined) throw new Error(`frames.csv has no ${name}`);
  const number = (column: string): number => Number(row[head.indexOf(column)]);
  return {
    azimuthDeg: number('axis_az'),
    altitudeDeg: number('axis_alt'),
    rollDeg: number('roll'),
  };
}
