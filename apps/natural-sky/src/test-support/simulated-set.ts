import { readFileSync } from 'node:fs';
import { setAstrometrySchema, type SetAstrometry } from '@nightskies/contracts';
import { Header, writeFits } from '@nightskies/fits';
import {
  simulatedSky,
  simulateNight,
  siteOfSky,
  type ComponentSky,
  type NightOptions,
} from '@nightskies/simulator';
import { openStarCatalogue, starCatalogueUrl, type MapGrid } from '@nightskies/sky';
import type { CalibratedFile } from '../horizon-strip.js';

/** A V set of the product's own simulator, calibrated without fault and placed as it truly was. */
export interface SimulatedSet {
  readonly astrometry: SetAstrometry;
  readonly frames: readonly CalibratedFile[];
  /** 1 where the middle of a cell is terrain or below the horizon. */
  readonly hidden: (grid: MapGrid) => Uint8Array;
}

export function simulatedSet(sky: ComponentSky, options: Partial<NightOptions> = {}): SimulatedSet {
  const night = simulateNight(
    { size: 512, ...options, sky },
    openStarCatalogue(readFileSync(starCatalogueUrl)),
  );
  const { truth } = night;
  const low = truth.frames.filter(
    ({ band, name, pose }) => band === 'V' && name.startsWith('ib') && pose.altitudeDeg < 45,
  );
  const astrometry = setAstrometrySchema.parse({
    ...{ format: 1, night: 'DEMO261107', set: 1, band: 'V', compat: 'none' },
    ...{ camera: truth.cameraModel, cameraTerms: [], mountTerms: [], mountScatterDeg: null },
    frames: low.map(({ name, pose, commanded }) => ({
      ...{ frame: name, status: 'solved', reason: null, commanded, pose },
      sigmaDeg: { along: 0, altitude: 0, roll: 0 },
      centre: { ...commanded, raDeg: null, decDeg: null },
      ...{ matchedStars: 0, rmsPixels: null },
    })),
  });
  const frames = low.map(({ name, exposureSeconds }) => {
    const header = Header.of([
      ['EXPTIME', exposureSeconds],
      ['XBINNING', truth.binning],
      ['YBINNING', truth.binning],
    ]);
    const { data } = night.calibratedFrame(name);
    return {
      name: `${name}.fit`,
      bytes: writeFits([{ header, shape: [truth.size, truth.size], data }]),
    };
  });
  return {
    ...{ astrometry, frames },
    hidden: (grid) =>
      simulatedSky(sky, {
        ...{ grid, site: siteOfSky, startJdUtc: low[0]?.startJd ?? NaN },
        seconds: new Float32Array(grid.columns * grid.rows),
      }).hidden,
  };
}
