import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  Header,
  imageNamed,
  readFits,
  readLinearWcs,
  writeFits,
  type CardEntry,
  type ImageHdu,
  type ImageToWrite,
} from '@nightskies/fits';
import type { MapGrid, Site } from '@nightskies/sky';
import type { ComponentMaps, NaturalComponents } from '../components/natural-components.js';
import { carCards } from './car-cards.js';

/** The sky of a set in cells of one size, nL. */
export interface SeenSky<C extends ComponentMaps = ComponentMaps> {
  readonly grid: MapGrid;
  /** When each cell was seen, s after the start; NaN where nothing was. */
  readonly seconds: Float32Array;
  /** What was seen, terrain left out; NaN: nothing. */
  readonly observed: Float32Array;
  readonly components: C;
}

/** All that a fit of the natural sky and its model are made from, besides what is fitted. */
export interface SkyComponents {
  readonly site: Site;
  /** The moment the seconds count from, JD UTC. */
  readonly startJdUtc: number;
  /** Of a star, mag/airmass. */
  readonly extinctionCoefficient: number;
  /** The factor the map of diffuse light is meant for. */
  readonly diffuseFactor: number;
  /** The cells the model is written in. */
  readonly fine: SeenSky;
  /** The cells it is fitted in. */
  readonly wide: SeenSky<NaturalComponents> & {
    /** Light of all cells, terrain and ground as well. */
    readonly everything: Float32Array;
    /** Part of each cell that is sky with data. */
    readonly covered: Float32Array;
    /** Mean random error of the cells of the map. */
    readonly sigma: Float32Array;
  };
}

/** The same from its file, with what the header says of the set. */
export interface StoredSkyComponents extends Omit<SkyComponents, 'fine'> {
  readonly header: Header;
  /** Read when it is asked for: most of the file is this. */
  fine(): SeenSky;
}

/** What the names of the extensions in wide cells begin with. */
const wideCells = 'WIDE ';

/**
 * File of the components of a sky (`natural-sky-components`): light as observed in the cells of the
 * model, times and components in extensions, and all of it again in the cells of the fit. Light is in
 * nL and not in cd/m2, so that every value is kept to its last bit.
 *
 * @param cards of the set
 */
export function skyComponentsFile(sky: SkyComponents, cards: readonly CardEntry[]): Uint8Array {
  const { site, fine, wide } = sky;
  const { errors } = wide.components;
  return writeFits([
    ...imagesOf(fine, '', [
      ...cards,
      ['TIMEZERO', sky.startJdUtc, 'JD (UTC) the times count from'],
      ['LONGITUD', site.longitudeDeg, 'deg, east positive'],
      ['LATITUDE', site.latitudeDeg, 'deg'],
      ['ELEVATIO', site.heightM, 'm'],
      ['EXTUSED', sky.extinctionCoefficient, 'mag/airmass, of the components'],
      ['ADLFACT', sky.diffuseFactor, 'factor the diffuse light is meant for'],
    ]),
    ...imagesOf(wide, wideCells),
    imageOf(wide.grid, wide.everything, `${wideCells}EVERYTHING`, 'nL'),
    imageOf(wide.grid, wide.covered, `${wideCells}COVERED`, '1'),
    imageOf(wide.grid, wide.sigma, `${wideCells}UNCERT`, 'nL'),
    imageOf(wide.grid, errors.zodiacal, `${wideCells}ZODIACAL UNCERT`, 'nL'),
    imageOf(wide.grid, errors.galactic, `${wideCells}GALACTIC UNCERT`, 'nL'),
    imageOf(wide.grid, errors.diffuse, `${wideCells}DIFFUSE UNCERT`, 'nL'),
    imageOf(wide.grid, errors.scattering, `${wideCells}SCATTERING UNCERT`, 'nL'),
  ]);
}

function imagesOf(
  { grid, observed, seconds, components }: SeenSky,
  prefix: string,
  cards: readonly CardEntry[] = [],
): ImageToWrite[] {
  return [
    imageOf(grid, observed, `${prefix}OBSERVED`, 'nL', cards),
    imageOf(grid, seconds, `${prefix}TIME`, 's'),
    imageOf(grid, components.airglow, `${prefix}AIRGLOW`, '1'),
    imageOf(grid, components.zodiacal, `${prefix}ZODIACAL`, 'nL'),
    imageOf(grid, components.galactic, `${prefix}GALACTIC`, 'nL'),
    imageOf(grid, components.diffuse, `${prefix}DIFFUSE`, 'nL'),
  ];
}

function imageOf(
  grid: MapGrid,
  data: Float32Array,
  name: string,
  unit: string,
  cards: readonly CardEntry[] = [],
): ImageToWrite {
  return {
    name,
    header: Header.of([...cards, ['BUNIT', unit], ...carCards(grid)]),
    shape: [grid.columns, grid.rows],
    data,
  };
}

/**
 * The components of a sky from their file.
 *
 * @throws NightSkiesError `bad-sky-components` for another file, FitsError for a broken one
 */
export function readSkyComponents(bytes: Uint8Array, name: string): StoredSkyComponents {
  const file = readFits(bytes, name);
  const hdu = (extension: string): ImageHdu => {
    const found = imageNamed(file, extension);
    if (found === undefined) throw unfit(name, `no image ${extension}`);
    return found;
  };
  const plane = (extension: string): Float32Array => hdu(extension).float32();
  const seen = (prefix: string): SeenSky => ({
    grid: gridOf(hdu(`${prefix}OBSERVED`), name),
    observed: plane(`${prefix}OBSERVED`),
    seconds: plane(`${prefix}TIME`),
    components: {
      airglow: plane(`${prefix}AIRGLOW`),
      zodiacal: plane(`${prefix}ZODIACAL`),
      galactic: plane(`${prefix}GALACTIC`),
      diffuse: plane(`${prefix}DIFFUSE`),
    },
  });
  const { header } = hdu('OBSERVED');
  const number = (keyword: string): number => {
    const value = header.number(keyword);
    if (value === undefined) throw unfit(name, `no number ${keyword} in the header`);
    return value;
  };
  const wide = seen(wideCells);
  return {
    header,
    site: {
      longitudeDeg: number('LONGITUD'),
      latitudeDeg: number('LATITUDE'),
      heightM: number('ELEVATIO'),
    },
    startJdUtc: number('TIMEZERO'),
    extinctionCoefficient: number('EXTUSED'),
    diffuseFactor: number('ADLFACT'),
    fine: () => seen(''),
    wide: {
      ...wide,
      everything: plane(`${wideCells}EVERYTHING`),
      covered: plane(`${wideCells}COVERED`),
      sigma: plane(`${wideCells}UNCERT`),
      components: {
        ...wide.components,
        errors: {
          zodiacal: plane(`${wideCells}ZODIACAL UNCERT`),
          galactic: plane(`${wideCells}GALACTIC UNCERT`),
          diffuse: plane(`${wideCells}DIFFUSE UNCERT`),
          scattering: plane(`${wideCells}SCATTERING UNCERT`),
        },
      },
    },
  };
}

function gridOf({ header, shape: [columns, rows] }: ImageHdu, file: string): MapGrid {
  const wcs = readLinearWcs(header);
  if (wcs?.projection !== 'CAR' || columns === undefined || rows === undefined) {
    throw unfit(file, `projection ${wcs?.projection ?? 'unknown'}`);
  }
  const { crval, crpix, cdelt } = wcs;
  const stepDeg = cdelt[0];
  const outerEdge = (axis: 0 | 1): number => crval[axis] + stepDeg * (0.5 - crpix[axis]);
  return { columns, rows, stepDeg, azimuth0Deg: outerEdge(0), altitude0Deg: outerEdge(1) };
}

function unfit(file: string, found: string): NightSkiesError {
  return new NightSkiesError(
    problem('bad-sky-components', 'these are no components of a natural sky', {
      file,
      found,
      expected: 'what natural-sky.components writes: light, times and components in nL',
      hint: 'Run again: they will be made anew.',
    }),
  );
}
