import { readFileSync } from 'node:fs';
import { firstImage, readFits } from '@nightskies/fits';
import {
  allSkyGrid,
  cellSolidAngleSr,
  columnAzimuthDeg,
  degree,
  greatCircleDistanceDeg,
  julianDate,
  openStarCatalogue,
  rowAltitudeDeg,
  starCatalogueUrl,
} from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import { nanolambertsOfS10 } from '../components/band.js';
import { clampedAirmass } from '../extinction/airmass.js';
import { FisheyeCamera, readFisheyeSolution } from '../test-support/allsky/fisheye-camera.js';
import { starFlat } from '../test-support/allsky/star-flat.js';
import { fitnessOf } from './fitness.js';
import { moonlight } from './light-maps.js';
import { sunAndMoon } from './sun-and-moon.js';

const clear = sharedData.path('real/allsky/ldt_20180913T0406_clear_moonless.fits.gz');
const moonlit = sharedData.path('real/allsky/ldt_20180827T0705_moonlit.fits.gz');
const extinction = 0.13;

/** Light of the sky without Moon, nL: small beside the moonlight. */
const darkNl = 90;

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1];
}

/** Pixels about a place, which hide single stars. */
function levelAt(data: Float32Array, width: number, x: number, y: number): number {
  const near: number[] = [];
  for (let row = Math.round(y) - 3; row <= y + 3; row++) {
    for (let column = Math.round(x) - 3; column <= x + 3; column++) {
      near.push(data[row * width + column]);
    }
  }
  return median(near);
}

// A camera without filter on a mountain in Arizona, the Moon 43 deg up; the frames stand beside the
// checkout. Zeropoint and vignetting are those of the stars of its moonless frame.
describe.skipIf(clear === null || moonlit === null)('a real moonlit sky', () => {
  const startJdUtc = julianDate('2018-08-27T07:05:40.792');

  function measured() {
    const solution = readFisheyeSolution(readFileSync(`${clear ?? ''}.solution.json`, 'utf8'));
    const camera = new FisheyeCamera(solution);
    const frame = (path: string | null): Float32Array =>
      firstImage(readFits(readFileSync(path ?? ''), path ?? '')).float32();
    const [dark, lit] = [frame(clear), frame(moonlit)];
    const corner: number[] = [];
    for (let row = 0; row < 60; row++) corner.push(...dark.subarray(row * 1392, row * 1392 + 60));
    const zero = median(corner);
    const { x0, y0, k1 } = solution.params;
    const radiusOf = (x: number, y: number): number =>
      Math.hypot(x - x0, y - y0) / (90 * degree * k1);
    const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
    const flat = starFlat(solution, catalogue, radiusOf, { extinction, airmassAt: clampedAirmass });
    const site = {
      latitudeDeg: solution.lat,
      longitudeDeg: solution.lon,
      heightM: solution.elev_m,
    };
    const grid = allSkyGrid(4);
    const seconds = new Float32Array(grid.rows * grid.columns);
    const model = moonlight(
      { grid, site, startJdUtc, seconds },
      { band: 'V', extinctionCoefficient: extinction },
    );
    const { moon } = sunAndMoon(site, startJdUtc);
    const cells = [...model.keys()].flatMap((cell) => {
      const row = Math.floor(cell / grid.columns);
      const direction = {
        altitudeDeg: rowAltitudeDeg(grid, row),
        azimuthDeg: columnAzimuthDeg(grid, cell % grid.columns),
      };
      const apart = greatCircleDistanceDeg(direction, moon);
      if (direction.altitudeDeg < 25 || apart < 30) return [];
      const { x, y } = camera.pixelOf(direction);
      const dnPerNl =
        (10 ** (0.4 * (flat.zeropointMag - 10)) *
          flat.transmission(radiusOf(x, y)) *
          camera.pixelDeg2(x, y)) /
        nanolambertsOfS10.V;
      const nl = (levelAt(lit, solution.width, x, y) - zero) / dnPerNl - darkNl;
      return [{ ratio: nl / model[cell], weight: cellSolidAngleSr(grid, row) }];
    });
    return { site, cells };
  }

  it('has the Moon where the camera saw it, and is unfit for the natural model', () => {
    const { site } = measured();
    const fitness = fitnessOf(site, [startJdUtc], { band: 'V', extinctionCoefficient: extinction });
    expect(Math.abs(fitness.moonAltitudeDeg - 43)).toBeLessThan(1);
    expect(fitness.fitForModel).toBe(false);
    console.log(fitness.problems[0].message);
  });

  // Its level is no test of V: without a filter the camera sees scattered moonlight, bluer than any star,
  // nearly twice as bright as in V, and glare of the lens about the Moon.
  it('is as bright and dark in its parts as the law says, within 23 %, 30 deg and more from the Moon', () => {
    const { cells } = measured();
    const whole = cells.reduce((sum, { weight }) => sum + weight, 0);
    const mean = cells.reduce((sum, { ratio, weight }) => sum + ratio * weight, 0) / whole;
    const square = cells.reduce(
      (sum, { ratio, weight }) => sum + (ratio / mean - 1) ** 2 * weight,
      0,
    );
    const rms = Math.sqrt(square / whole);
    console.log(`measured over law ${mean.toFixed(2)}, shape rms ${(100 * rms).toFixed(1)} %`);
    expect(rms).toBeLessThan(0.23);
  });
});
