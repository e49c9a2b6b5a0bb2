import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  Header,
  imageNamed,
  readFits,
  readLinearWcs,
  writeFits,
  type CardEntry,
  type MadeFloats,
} from '@nightskies/fits';
import type { MapGrid } from '@nightskies/sky';
import { carCards } from './car-cards.js';
import { toCdM2, toNanolamberts } from './light-units.js';

/** The natural sky as modelled. */
export interface NaturalLight {
  readonly grid: MapGrid;
  /** nL as observed; NaN below the horizon and where no frame looked. */
  readonly natural: Float32Array;
  /** 1 sigma of the model, nL. */
  readonly sigma: Float32Array;
  /**
   * 1 sigma of what is left when it is taken from the observed light, without the noise of the map, nL:
   * less than model and zeropoint apart, since both rise together.
   */
  readonly restSigma: Float32Array;
}

/** The same with its parts, and the artificial light the fit found beside it. */
export interface NaturalSkyMap extends NaturalLight {
  /** By the name of their extension: AIRGLOW, ZODIACAL ..., nL. */
  readonly parts: Readonly<Record<string, Float32Array>>;
}

/** The natural sky from its file, whose parts are read when they are asked for. */
export interface StoredNaturalSky extends NaturalLight {
  readonly header: Header;
  readonly partNames: readonly string[];
  /** nL; undefined for a part the file does not have. */
  part(name: string): Float32Array | undefined;
}

/**
 * File of a model of the natural sky (`natural-sky-map`): primary the sum, cd/m2, extensions UNCERT,
 * RESTERR and one for every part.
 *
 * @param cards night, set, band and parameters
 */
export function naturalSkyFile(map: NaturalSkyMap, cards: readonly CardEntry[]): Uint8Array {
  const { columns, rows } = map.grid;
  const shape = [columns, rows] as const;
  const unit: CardEntry = ['BUNIT', 'cd/m2'];
  const image = (values: Float32Array) => ({ shape, data: asCdM2(values) });
  return writeFits([
    { header: Header.of([...cards, unit, ...carCards(map.grid)]), ...image(map.natural) },
    { name: 'UNCERT', header: Header.of([unit]), ...image(map.sigma) },
    { name: 'RESTERR', header: Header.of([unit]), ...image(map.restSigma) },
    ...Object.entries(map.parts).map(([name, values]) => ({
      name,
      header: Header.of([unit]),
      ...image(values),
    })),
  ]);
}

/**
 * A model of the natural sky from its file, in nL, with its header.
 *
 * @throws NightSkiesError `bad-natural-sky` for another file, FitsError for a broken one
 */
export function readNaturalSky(bytes: Uint8Array, name: string): StoredNaturalSky {
  const file = readFits(bytes, name);
  const [total, ...parts] = file.hdus.filter((hdu) => hdu.type === 'image');
  const wcs = total === undefined ? undefined : readLinearWcs(total.header);
  const uncertainty = imageNamed(file, 'UNCERT');
  const rest = imageNamed(file, 'RESTERR');
  if (
    total?.shape.length !== 2 ||
    wcs?.projection !== 'CAR' ||
    uncertainty === undefined ||
    rest === undefined
  ) {
    throw new NightSkiesError(
      problem('bad-natural-sky', 'this is no model of the natural sky', {
        file: name,
        expected:
          'an all-sky image in cd/m2 with WCS type CAR, and the extensions UNCERT and RESTERR',
        hint: 'Run again: it will be made anew.',
      }),
    );
  }
  const [columns, rows] = total.shape;
  const { crval, crpix, cdelt } = wcs;
  const stepDeg = cdelt[0];
  const outerEdge = (axis: 0 | 1): number => crval[axis] + stepDeg * (0.5 - crpix[axis]);
  return {
    header: total.header,
    grid: { columns, rows, stepDeg, azimuth0Deg: outerEdge(0), altitude0Deg: outerEdge(1) },
    natural: toNanolamberts(total.float32()),
    sigma: toNanolamberts(uncertainty.float32()),
    restSigma: toNanolamberts(rest.float32()),
    partNames: parts.flatMap(({ header }) => {
      const part = header.string('EXTNAME');
      return part === undefined || part === 'UNCERT' || part === 'RESTERR' ? [] : [part];
    }),
    part(part) {
      const hdu = imageNamed(file, part);
      return hdu === undefined ? undefined : toNanolamberts(hdu.float32());
    },
  };
}

/** Values as they are written, made on the way into the file. */
function asCdM2(values: Float32Array): MadeFloats {
  return {
    length: values.length,
    make(out, start) {
      toCdM2(values.subarray(start, start + out.length), out);
    },
  };
}
