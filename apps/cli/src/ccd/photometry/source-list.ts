import { sourceTable, type PicturePixels, type TanSip, vectorOf } from '@nightskies/astrometry';
import type { LogicalColumn, NumberColumn, TableColumn, TextColumn } from '@nightskies/fits';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { Image } from '@nightskies/pixels';
import { isInside } from './inside.js';
import { at } from '../offsets-numbers.js';
import type { Catalogue } from './catalogue-file.js';
import { positionsOf, type PositionKind, type Positions } from './positions.js';

/** One number, text or truth value per source. */
export type ScalarColumn = NumberColumn | TextColumn | LogicalColumn;

/** Sources to be measured in one picture; element i of each array belongs to source i. */
export interface SourceList {
  readonly count: number;
  /** Array position, the first pixel's centre is 0; NaN where a source has none. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Places as the catalogue has them, degrees; null when it has pixels. */
  readonly sky: { readonly raDeg: Float64Array; readonly decDeg: Float64Array } | null;
  readonly id: ScalarColumn;
  /** Further columns of the catalogue, as they were. */
  readonly carried: readonly ScalarColumn[];
  /** Width of the stars, where it is known from finding them, px. */
  readonly fwhmPx: number | undefined;
  /** Where the positions are from, in words. */
  readonly words: string;
}

/** A catalogue that was read, with its positions, for any number of pictures. */
export interface SourceCatalogue {
  readonly catalogue: Catalogue;
  readonly positions: Positions;
  readonly id: ScalarColumn;
  readonly carried: readonly ScalarColumn[];
  /** Columns that have no form in a table of sources. */
  readonly leftOut: readonly string[];
}

/** @throws NightSkiesError as `positionsOf` */
export function sourceCatalogue(
  catalogue: Catalogue,
  options: { readonly kind?: PositionKind | undefined; readonly origin?: 0 | 1 | undefined },
): SourceCatalogue {
  const positions = positionsOf(catalogue, options);
  const { columns, rows } = catalogue.table;
  const own = columns.filter(isScalar).find(({ name }) => /^id$/i.test(name));
  const rest = columns.filter(
    ({ name }) => name !== own?.name && !positions.columns.includes(name),
  );
  return {
    catalogue,
    positions,
    id: own === undefined ? numbered(rows) : { ...own, name: 'id' },
    carried: rest.filter(isScalar),
    leftOut: rest.filter((column) => !isScalar(column)).map(({ name }) => name),
  };
}

function isScalar(column: TableColumn): column is ScalarColumn {
  const { kind } = column;
  if (kind !== 'numbers' && kind !== 'texts' && kind !== 'logicals') return false;
  return column.shape === undefined;
}

/**
 * The sources of a catalogue in one picture.
 *
 * @throws NightSkiesError `picture-not-solved` for places in the sky without a WCS
 */
export function catalogueSources(
  { catalogue, positions, id, carried }: SourceCatalogue,
  wcs: TanSip | undefined,
  found: string,
): SourceList {
  const { first, second, kind, words } = positions;
  const facts = { count: first.length, id, carried, fwhmPx: undefined, words };
  if (kind === 'pixels') return { ...facts, x: first, y: second, sky: null };
  if (wcs === undefined) {
    throw new NightSkiesError(
      problem('picture-not-solved', 'the catalogue has places in the sky, the picture has none', {
        found,
        expected: 'a TAN or TAN-SIP solution in the header (CTYPE1 = RA---TAN ...)',
        hint: `Run "nightskies ccd solve PICTURE --fits" and measure PICTURE.solved.fits, give ${catalogue.file} with x and y, or find sources with --detect.`,
      }),
    );
  }
  const [x, y] = [new Float64Array(first.length), new Float64Array(first.length)];
  for (let i = 0; i < first.length; i += 1) {
    const place = { raDeg: at(first, i), decDeg: at(second, i) };
    const pixel = Number.isFinite(place.raDeg + place.decDeg)
      ? wcs.pixelOf(vectorOf(place))
      : undefined;
    x[i] = pixel?.x ?? NaN;
    y[i] = pixel?.y ?? NaN;
  }
  return { ...facts, x, y, sky: { raDeg: first, decDeg: second } };
}

/** The sources of a list that lie within the picture. */
export function insideOnly(list: SourceList, picture: Image): SourceList {
  const isKept = Uint8Array.from(list.x, (x, i) => (isInside(picture, x, at(list.y, i)) ? 1 : 0));
  const kept = (values: Float64Array): Float64Array => values.filter((_, i) => isKept[i] === 1);
  const x = kept(list.x);
  return {
    ...list,
    count: x.length,
    x,
    y: kept(list.y),
    sky: list.sky === null ? null : { raDeg: kept(list.sky.raDeg), decDeg: kept(list.sky.decDeg) },
    id: keptRows(list.id, isKept),
    carried: list.carried.map((column) => keptRows(column, isKept)),
  };
}

function keptRows(column: ScalarColumn, isKept: Uint8Array): ScalarColumn {
  const keep = (_: unknown, row: number): boolean => isKept[row] === 1;
  switch (column.kind) {
    case 'numbers':
      return { ...column, data: column.data.filter(keep) };
    case 'texts':
      return { ...column, data: column.data.filter(keep) };
    case 'logicals':
      return { ...column, data: column.data.filter(keep) };
  }
}

/** The sources found in a picture, as `ccd sources` finds them. */
export function detectedSources(
  picture: PicturePixels,
  options: { readonly fwhm?: number | undefined; readonly threshold: number },
): SourceList {
  const found = sourceTable(picture, {
    fwhmPx: options.fwhm,
    thresholdSigma: options.threshold,
    boxPx: 32,
  });
  return {
    count: found.count,
    x: found.x,
    y: found.y,
    sky: null,
    id: numbered(found.count),
    carried: [
      {
        kind: 'numbers',
        name: 'source_flags',
        data: Int16Array.from(found.flags),
        description: 'flags of ccd sources: 4 single pixel, 8 narrow, 16 elongated ...',
      },
    ],
    fwhmPx: found.fwhmPx,
    words: `${found.count} sources found`,
  };
}

function numbered(count: number): NumberColumn {
  return { kind: 'numbers', name: 'id', data: Int32Array.from({ length: count }, (_, i) => i + 1) };
}
