import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstImage, readFits } from '@nightskies/fits';
import {
  allSkyGrid,
  columnAzimuthDeg,
  degree,
  julianDate,
  observerFrame,
  openStarCatalogue,
  rowAltitudeDeg,
  starCatalogueUrl,
} from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../../../tools/testing/shared-data.js';
import { nanolambertsOfS10 } from './components/band.js';
import type { GalacticMap } from './components/galactic-map.js';
import { naturalComponents, type NaturalComponents } from './components/natural-components.js';
import { standardRefraction } from './components/sky-axes.js';
import { clampedAirmass } from './extinction/airmass.js';
import {
  galacticMapError,
  galacticMapUrl,
  readGalacticGrid,
  readGalacticMap,
} from './galactic/read-galactic-map.js';
import { FisheyeCamera, readFisheyeSolution } from './test-support/allsky/fisheye-camera.js';
import { frameCells, type FrameCells } from './test-support/allsky/frame-cells.js';
import { fitFrame, relativeRms, type FrameFit } from './test-support/allsky/frame-fit.js';
import { heatPicture, pngOf } from './test-support/allsky/heat-picture.js';
import { starFlat } from './test-support/allsky/star-flat.js';
import { starLight } from './test-support/allsky/star-light.js';

/**
 * A real frame of another camera: a fisheye without filter on a mountain in Arizona, clear, moonless,
 * with towns low in the south and trees. Its pixels are 10 arcmin wide, so that no median would leave what it
 * leaves at 96 arcsec: stars to V 6.5 are masked where the catalogue has them, fainter ones of the
 * catalogue drawn, and all beyond come from the plane `BEYOND10` of the galactic map.
 */
const file = 'real/allsky/ldt_20180913T0406_clear_moonless.fits.gz';
const path = sharedData.path(file);
/** mag per airmass at 2360 m, clear. */
const extinction = 0.13;
const grid = allSkyGrid(2);

interface Judged {
  readonly cells: FrameCells;
  readonly components: NaturalComponents;
  readonly zeroOfCorners: FrameFit;
  readonly free: FrameFit;
}

function judge(path: string): Judged {
  const solution = readFisheyeSolution(readFileSync(`${path}.solution.json`, 'utf8'));
  const camera = new FisheyeCamera(solution);
  const data = firstImage(readFits(readFileSync(path), file)).float32();
  const site = { latitudeDeg: solution.lat, longitudeDeg: solution.lon, heightM: solution.elev_m };
  const startJdUtc = julianDate(solution.time_utc);
  const frame = observerFrame({
    ...site,
    jdUtc: startJdUtc,
    refraction: standardRefraction(site),
  });
  const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
  const { x0, y0, k1 } = solution.params;
  const radiusOf = (x: number, y: number): number =>
    Math.hypot(x - x0, y - y0) / (90 * degree * k1);
  const flat = starFlat(solution, catalogue, radiusOf, { extinction, airmassAt: clampedAirmass });
  const radii = [0.25, 0.5, 0.75].map((radius) => flat.transmission(radius).toFixed(2));
  console.log(
    `${flat.stars} stars: 1 DN is mag ${flat.zeropointMag.toFixed(2)}, scatter ` +
      `${flat.scatterMag.toFixed(2)}; light at 22, 45, 68 deg from the axis ${radii.join(', ')}`,
  );

  const corner: number[] = [];
  for (let row = 0; row < 60; row++) corner.push(...data.subarray(row * 1392, row * 1392 + 60));
  const zeroDn = corner.sort((a, b) => a - b)[corner.length >> 1];
  const stars = starLight(camera, solution, frame);
  const options = { darkLevel: zeroDn, terrainShare: 0.72 };
  const cells = frameCells(data, solution, camera, stars, grid, options);

  const count = grid.columns * grid.rows;
  const sky = { grid, site, startJdUtc, seconds: new Float32Array(count) };
  const natural = naturalComponents(sky, {
    ...{ band: 'V', extinctionCoefficient: extinction, airglowHeightKm: 90 },
    ...{ extinction: { law: 'noll-2012' }, galacticMap: unfilteredMap(), given: {} },
  });
  const gain = new Float64Array(count).fill(NaN);
  const galactic = natural.galactic.slice();
  const dnOfS10 = 10 ** (0.4 * (flat.zeropointMag - 10));
  for (let cell = 0; cell < count; cell++) {
    const altitudeDeg = rowAltitudeDeg(grid, Math.floor(cell / grid.columns));
    if (altitudeDeg < 0) continue;
    const azimuthDeg = columnAzimuthDeg(grid, cell % grid.columns);
    const { x, y } = camera.pixelOf({ altitudeDeg, azimuthDeg });
    const lens = flat.transmission(radiusOf(x, y));
    gain[cell] = (dnOfS10 * lens * cells.pixelDeg2[cell]) / nanolambertsOfS10.V;
    const air = 10 ** (-0.4 * extinction * clampedAirmass(altitudeDeg));
    galactic[cell] += cells.stars[cell] * nanolambertsOfS10.V * air;
  }
  const components = { ...natural, galactic };
  return {
    cells,
    components,
    zeroOfCorners: fitFrame(sky, cells, components, gain, { zeroDn, rounds: 1 }),
    free: fitFrame(sky, cells, components, gain, { zeroDn, rounds: 4 }),
  };
}

/** The galactic map without the effect of the pipeline's filter. */
function unfilteredMap(): GalacticMap {
  const bytes = readFileSync(galacticMapUrl);
  const all = readGalacticGrid(bytes, 'BEYOND10');
  return {
    ...readGalacticMap(bytes, 'V'),
    sampleVectors(x, y, z, out, errors) {
      all.sample(x, y, z, out);
      for (let k = 0; k < out.length && errors !== undefined; k++) errors[k] = 0.15 * out[k];
    },
  };
}

/** Observed, natural, domes, and what is left in steps to a fifth, as discs: north up, east left. */
function residualPicture({ zeroOfCorners: { observed, model, fit } }: Judged): Uint8Array {
  const planes = [
    (k: number) => observed[k] / 250,
    (k: number) => fit.natural[k] / 250,
    (k: number) => fit.domesNl[k] / 250,
    (k: number) => (observed[k] / model[k] - 1) / 0.2,
  ];
  const picture = heatPicture(planes.length, 360, (panel, u, v) => {
    const zenithDeg = 90 * Math.hypot(u, v);
    if (zenithDeg >= 90) return NaN;
    const turn = (((Math.atan2(-u, v) / degree - grid.azimuth0Deg) % 360) + 360) % 360;
    const row = Math.floor((90 - zenithDeg - grid.altitude0Deg) / grid.stepDeg);
    const column = Math.floor(turn / grid.stepDeg);
    return planes[panel](Math.min(row, grid.rows - 1) * grid.columns + (column % grid.columns));
  });
  return pngOf(picture);
}

// Without the frame there is nothing to judge.
describe.skipIf(path === null)('the natural sky on a real frame of another camera', () => {
  let judged: Judged;
  beforeAll(() => {
    if (path !== null) judged = judge(path);
  });

  it('explains the sky above 20 deg to 10 % with its domes', () => {
    const { cells, zeroOfCorners, free, components } = judged;
    for (const [name, { zeroDn, scale, fit, observed, model }] of Object.entries({
      'zero of the corners, scale of the stars': zeroOfCorners,
      'zero and scale free': free,
    })) {
      const { parameters } = fit;
      console.log(
        `${name}: ${zeroDn.toFixed(0)} DN, ${scale.toFixed(3)}; rms ` +
          `${(100 * relativeRms(grid, cells, observed, model)).toFixed(1)} %; airglow ` +
          `${parameters.airglowZenithNl.toFixed(0)} nL, zodiacal ${parameters.zodiacalFactor.toFixed(2)}, ` +
          `galactic ${parameters.galacticFactor.toFixed(2)}, ${fit.domes.length} domes, far glow ` +
          `${(fit.farGlow?.zenithNl.value ?? 0).toFixed(0)} nL at the zenith`,
      );
    }
    const even = new Float32Array(components.galactic.length).fill(
      meanAbove(judged, zeroOfCorners.observed),
    );
    console.log(
      `were the sky even: ${(100 * relativeRms(grid, cells, zeroOfCorners.observed, even)).toFixed(1)} %`,
    );
    const picture = join(mkdtempSync(join(tmpdir(), 'nightskies-allsky-')), 'residuals.png');
    writeFileSync(picture, residualPicture(judged));
    console.log(`observed, natural, domes, residual (full colour: a fifth): ${picture}`);
    expect(zeroOfCorners.fit.outcome).toBe('fitted');
    expect(relativeRms(grid, cells, zeroOfCorners.observed, zeroOfCorners.model)).toBeLessThan(0.1);
    expect(relativeRms(grid, cells, free.observed, free.model)).toBeLessThan(0.1);
  });

  it('has the zeropoint of the stars and the level beside the picture within a few percent', () => {
    const { free, zeroOfCorners } = judged;
    expect(Math.abs(free.scale - 1)).toBeLessThan(0.1);
    expect(Math.abs(free.zeroDn - zeroOfCorners.zeroDn)).toBeLessThan(100);
  });

  it('finds the galactic light of the map within its error, the zodiacal within 20 %', () => {
    const { galacticFactor, zodiacalFactor } = judged.zeroOfCorners.fit.parameters;
    expect(Math.abs(galacticFactor - 1)).toBeLessThan(galacticMapError.V.relative);
    expect(Math.abs(zodiacalFactor - 1)).toBeLessThan(0.2);
  });
});

function meanAbove({ cells }: Judged, observed: Float32Array): number {
  const values = Array.from(observed).filter(
    (value, k) =>
      Number.isFinite(value) &&
      cells.free[k] >= 0.9 &&
      rowAltitudeDeg(grid, Math.floor(k / grid.columns)) > 20,
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
