import { NightSkiesError, problem } from '@nightskies/contracts';
import { imageNamed, readFits } from '@nightskies/fits';
import { vectorOfAnglesDeg } from '@nightskies/sky';
import type { SkyBand } from '../components/band.js';
import type { GalacticMap } from '../components/galactic-map.js';
import { SphereGrid } from './sphere-grid.js';

/** Where the committed map lies, for callers that read files. */
export const galacticMapUrl = new URL('../../data/galactic-map.fits.gz', import.meta.url);

/** Cells of the map: 1 deg of galactic longitude and latitude. */
export const galacticMapShape: readonly [number, number] = [360, 180];

/** One sigma of the light of a place: of everything, nL, and of the light itself. */
export interface GalacticMapError {
  readonly floorNl: number;
  readonly relative: number;
}

/** How well the committed map is known; `data/README.md` says from what. */
export const galacticMapError: Readonly<Record<SkyBand, GalacticMapError>> = {
  V: { floorNl: 1.5, relative: 0.3 },
  B: { floorNl: 1, relative: 0.35 },
};

export interface GalacticMapOptions {
  /** Of every place alike; `galacticMapError` of the band unless told. */
  readonly error?: GalacticMapError;
}

/**
 * Reads the galactic light above the atmosphere (`galacticMapUrl`): starlight as the disk median of the
 * pipeline leaves it, and starlight scattered by dust, nL. Between the middles of cells it is bilinear,
 * without a seam at longitude 0 or a hole at the poles.
 *
 * @param bytes FITS, packed by gzip or not, with an extension for each band
 * @throws FitsError when it is no FITS file
 * @throws NightSkiesError `galactic-map-unreadable` when it is another file, naming what it has
 */
export function readGalacticMap(
  bytes: Uint8Array,
  band: SkyBand,
  { error = galacticMapError[band] }: GalacticMapOptions = {},
): GalacticMap {
  const grid = readGalacticGrid(bytes, band);
  const [x, y, z] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  const one = new Float32Array(1);
  const surfaceBrightness = (longitudeDeg: number, latitudeDeg: number): number => {
    const place = vectorOfAnglesDeg(longitudeDeg, latitudeDeg);
    [x[0], y[0], z[0]] = [place.x, place.y, place.z];
    grid.sample(x, y, z, one);
    return one[0];
  };
  const errorOf = (light: number): number => Math.hypot(error.floorNl, error.relative * light);
  return {
    surfaceBrightness,
    error: (longitudeDeg, latitudeDeg) => errorOf(surfaceBrightness(longitudeDeg, latitudeDeg)),
    sampleVectors(vectorX, vectorY, vectorZ, out, errors) {
      grid.sample(vectorX, vectorY, vectorZ, out);
      if (errors === undefined) return;
      for (let k = 0; k < out.length; k++) errors[k] = errorOf(out[k]);
    },
  };
}

/** One plane of the map: a band, or `BEYOND10`, all light of stars beyond V 10 and the scattered one. */
export function readGalacticGrid(bytes: Uint8Array, plane: SkyBand | 'BEYOND10'): SphereGrid {
  const file = readFits(bytes, 'galactic-map.fits.gz');
  const image = imageNamed(file, plane);
  const [columns, rows] = galacticMapShape;
  if (image?.shape.length !== 2 || image.shape[0] !== columns || image.shape[1] !== rows) {
    throw new NightSkiesError(
      problem('galactic-map-unreadable', `the galactic map has no plane ${plane} as expected`, {
        file: file.name,
        found: image === undefined ? 'no such extension' : `${image.shape.join(' x ')} cells`,
        expected: `an extension ${plane} of ${columns} x ${rows} cells of 1 deg, nL`,
        hint: 'Take the file that came with the program; a map of your own is given as a file of its component.',
      }),
    );
  }
  return new SphereGrid(image.float32(), columns);
}
