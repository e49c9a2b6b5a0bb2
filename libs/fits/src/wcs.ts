import { FitsError } from './errors.js';
import type { CardEntry, Header } from './header.js';

/** Projections whose linear keywords are handled here (Calabretta & Greisen 2002, section 5). */
export type LinearProjection = 'CAR' | 'ZEA' | 'TAN' | 'AIT';

type Pair<T> = readonly [T, T];

/**
 * The linear part of a celestial WCS of two axes (Greisen & Calabretta 2002, equation 9). Angles are
 * in the unit of `cunit`, degrees unless told; pixels count from 1 as in FITS: the centre of the
 * first pixel is (1, 1). `fitsPixel` and `arrayPixel` turn them into positions in arrays and back.
 */
export interface LinearWcs {
  /** Such as `['ALON-CAR', 'ALAT-CAR']` or `['RA---TAN', 'DEC--TAN']`. */
  readonly ctype: Pair<string>;
  readonly crpix: Pair<number>;
  readonly crval: Pair<number>;
  readonly cdelt: Pair<number>;
  readonly cunit?: Pair<string>;
}

/** What `readLinearWcs` finds in a header. */
export interface LinearWcsFound extends Required<LinearWcs> {
  readonly projection: LinearProjection;
  /** Intermediate world coordinate i = sum over j of `matrix[i][j]` x (pixel j - crpix j). */
  readonly matrix: Pair<Pair<number>>;
}

/** FITS pixel coordinate of a position in an array, where the first pixel's centre is 0. */
export function fitsPixel(arrayPosition: number): number {
  return arrayPosition + 1;
}

/** Position in an array, where the first pixel's centre is 0, of a FITS pixel coordinate. */
export function arrayPixel(fitsPosition: number): number {
  return fitsPosition - 1;
}

/**
 * Cards of a linear WCS.
 *
 * @throws FitsError `fits-bad-wcs` for another projection, numbers that are not finite, a scale of 0,
 * and CAR or AIT with a reference latitude other than 0: that would be an oblique projection, in which
 * latitude no longer grows evenly with the row (Calabretta & Greisen 2002, section 2.2)
 */
export function linearWcs(wcs: LinearWcs): CardEntry[] {
  const { ctype, crpix, crval, cdelt, cunit = ['deg', 'deg'] } = wcs;
  const projection = projectionOf(ctype);
  if (projection === undefined) {
    throw badWcs(`CTYPE ${ctype.join(', ')}`, 'two axes of one projection CAR, ZEA, TAN or AIT');
  }
  if (![...crpix, ...crval, ...cdelt].every(Number.isFinite)) {
    throw badWcs(`CRPIX ${crpix.join()}, CRVAL ${crval.join()}, CDELT ${cdelt.join()}`, 'numbers');
  }
  if (cdelt[0] === 0 || cdelt[1] === 0) throw badWcs(`CDELT ${cdelt.join(', ')}`, 'no scale of 0');
  if ((projection === 'CAR' || projection === 'AIT') && crval[1] !== 0) {
    throw badWcs(
      `${projection} with CRVAL2 = ${crval[1]}`,
      'CRVAL2 = 0; move CRPIX2 to the equator instead',
    );
  }
  return [
    ['WCSAXES', 2, 'number of WCS axes'],
    ...axisCards('CTYPE', ctype, 'coordinate and projection'),
    ...axisCards('CUNIT', cunit, 'unit of the axis'),
    ...axisCards('CRPIX', crpix, 'reference pixel, first centre is 1'),
    ...axisCards('CRVAL', crval, 'coordinate at the reference pixel'),
    ...axisCards('CDELT', cdelt, 'step per pixel'),
  ];
}

/**
 * The linear WCS of the first two axes: CDELT with PC, CD, or the old CROTA2 (Greisen & Calabretta
 * 2002, sections 2.1 and 6.1). Undefined when the axes are not one of the projections known here.
 *
 * @throws FitsError for a WCS of such a projection with missing or impossible numbers
 */
export function readLinearWcs(header: Header): LinearWcsFound | undefined {
  const ctype = [header.string('CTYPE1') ?? '', header.string('CTYPE2') ?? ''] as const;
  const projection = projectionOf(ctype);
  if (projection === undefined) return undefined;
  const matrix = matrixOf(header);
  const [[a, b], [c, d]] = matrix;
  if (!Number.isFinite(a * d - b * c) || a * d - b * c === 0) {
    throw badWcs(`matrix ${[a, b, c, d].join(', ')}`, 'a matrix that can be inverted');
  }
  return {
    projection,
    ctype,
    crpix: [numberOr(header, 'CRPIX1', 0), numberOr(header, 'CRPIX2', 0)],
    crval: [numberOr(header, 'CRVAL1', 0), numberOr(header, 'CRVAL2', 0)],
    cdelt: [numberOr(header, 'CDELT1', 1), numberOr(header, 'CDELT2', 1)],
    cunit: [header.string('CUNIT1') ?? 'deg', header.string('CUNIT2') ?? 'deg'],
    matrix,
  };
}

function matrixOf(header: Header): Pair<Pair<number>> {
  if (['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'].some((keyword) => header.has(keyword))) {
    return [
      [numberOr(header, 'CD1_1', 0), numberOr(header, 'CD1_2', 0)],
      [numberOr(header, 'CD2_1', 0), numberOr(header, 'CD2_2', 0)],
    ];
  }
  const x = numberOr(header, 'CDELT1', 1);
  const y = numberOr(header, 'CDELT2', 1);
  if (header.has('CROTA2') && !header.has('PC1_1')) {
    const angle = (header.requireNumber('CROTA2') * Math.PI) / 180;
    const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
    return [
      [x * cosine, -y * sine],
      [x * sine, y * cosine],
    ];
  }
  return [
    [x * numberOr(header, 'PC1_1', 1), x * numberOr(header, 'PC1_2', 0)],
    [y * numberOr(header, 'PC2_1', 0), y * numberOr(header, 'PC2_2', 1)],
  ];
}

function numberOr(header: Header, keyword: string, absent: number): number {
  return header.has(keyword) ? header.requireNumber(keyword) : absent;
}

function axisCards<T extends string | number>(
  keyword: string,
  values: Pair<T>,
  comment: string,
): CardEntry[] {
  return [
    [`${keyword}1`, values[0], comment],
    [`${keyword}2`, values[1], comment],
  ];
}

// The projection code follows the coordinate, filled with hyphens: RA---TAN, ALON-CAR.
function projectionOf([first, second]: Pair<string>): LinearProjection | undefined {
  const code = first.slice(4);
  if (code !== second.slice(4)) return undefined;
  switch (code) {
    case '-CAR':
      return 'CAR';
    case '-ZEA':
      return 'ZEA';
    case '-AIT':
      return 'AIT';
    case '-TAN':
      return 'TAN';
    default:
      return undefined;
  }
}

function badWcs(found: string, expected: string): FitsError {
  return new FitsError('fits-bad-wcs', 'these WCS keywords describe no map', {
    found,
    expected,
    hint: 'Check CTYPE, CRPIX, CRVAL, CDELT and the CD or PC matrix.',
  });
}
