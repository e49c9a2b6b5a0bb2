import { arrayPixel, fitsPixel, FitsError, type CardEntry, type Header } from '@nightskies/fits';
import { powers, zeroPolynomial, type Polynomial } from './polynomial.js';
import { TanSip, type Matrix2, type TanSipTerms } from './tan-sip.js';

/** Cards of a solution: TAN or TAN-SIP, ICRS, degrees. */
export function tanSipCards({ terms }: TanSip): CardEntry[] {
  const { crval, crpix, cd, a, b, ap, bp } = terms;
  const suffix = a === undefined ? '' : '-SIP';
  return [
    ['WCSAXES', 2, 'number of WCS axes'],
    ['CTYPE1', `RA---TAN${suffix}`, 'gnomonic projection'],
    ['CTYPE2', `DEC--TAN${suffix}`, 'gnomonic projection'],
    ['RADESYS', 'ICRS', 'astrometric places'],
    ['CUNIT1', 'deg', 'unit of the axis'],
    ['CUNIT2', 'deg', 'unit of the axis'],
    ['CRVAL1', crval.raDeg, 'right ascension at the reference pixel'],
    ['CRVAL2', crval.decDeg, 'declination at the reference pixel'],
    ['CRPIX1', fitsPixel(crpix.x), 'reference pixel, first centre is 1'],
    ['CRPIX2', fitsPixel(crpix.y), 'reference pixel, first centre is 1'],
    ['CD1_1', cd[0][0], 'degrees per pixel'],
    ['CD1_2', cd[0][1], 'degrees per pixel'],
    ['CD2_1', cd[1][0], 'degrees per pixel'],
    ['CD2_2', cd[1][1], 'degrees per pixel'],
    ...polynomialCards('A', a),
    ...polynomialCards('B', b),
    ...polynomialCards('AP', ap),
    ...polynomialCards('BP', bp),
  ];
}

/**
 * The TAN or TAN-SIP solution of a header; undefined when its axes are of another kind (other
 * projections, other axis order, other distortion conventions).
 *
 * @throws FitsError for such a solution with missing or impossible numbers
 */
export function readTanSip(header: Header): TanSip | undefined {
  const kind = header.string('CTYPE1')?.trim() ?? '';
  const sip = kind === 'RA---TAN-SIP';
  if (!sip && kind !== 'RA---TAN') return undefined;
  if (header.string('CTYPE2')?.trim() !== kind.replace('RA--', 'DEC-')) return undefined;
  if (['PV1_1', 'PV2_1', 'PV1_5'].some((keyword) => header.has(keyword))) return undefined;
  const cd = matrixOf(header);
  const determinant = cd[0][0] * cd[1][1] - cd[0][1] * cd[1][0];
  if (!Number.isFinite(determinant) || determinant === 0) {
    throw new FitsError('fits-bad-wcs', 'the WCS matrix of this header has no inverse', {
      found: `CD ${cd.flat().join(', ')}`,
      expected: 'a matrix that can be inverted',
      hint: 'Check the CD, PC and CDELT keywords.',
    });
  }
  const polynomials = sip
    ? {
        ...readPolynomial(header, 'A', 'a'),
        ...readPolynomial(header, 'B', 'b'),
        ...readPolynomial(header, 'AP', 'ap'),
        ...readPolynomial(header, 'BP', 'bp'),
      }
    : {};
  return new TanSip({
    crval: { raDeg: header.requireNumber('CRVAL1'), decDeg: header.requireNumber('CRVAL2') },
    crpix: {
      x: arrayPixel(header.requireNumber('CRPIX1')),
      y: arrayPixel(header.requireNumber('CRPIX2')),
    },
    cd,
    ...polynomials,
  });
}

function matrixOf(header: Header): Matrix2 {
  const or = (keyword: string, absent: number): number =>
    header.has(keyword) ? header.requireNumber(keyword) : absent;
  if (['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'].some((keyword) => header.has(keyword))) {
    return [
      [or('CD1_1', 0), or('CD1_2', 0)],
      [or('CD2_1', 0), or('CD2_2', 0)],
    ];
  }
  const [x, y] = [or('CDELT1', 1), or('CDELT2', 1)];
  return [
    [x * or('PC1_1', 1), x * or('PC1_2', 0)],
    [y * or('PC2_1', 0), y * or('PC2_2', 1)],
  ];
}

function polynomialCards(name: string, polynomial: Polynomial | undefined): CardEntry[] {
  if (polynomial === undefined) return [];
  const { order, coefficients } = polynomial;
  const cards = powers(0, order)
    .map(([p, q]): CardEntry => [`${name}_${p}_${q}`, coefficients[p * (order + 1) + q]])
    .filter(([, value]) => value !== 0);
  return [[`${name}_ORDER`, order, 'order of the SIP polynomial'], ...cards];
}

function readPolynomial<K extends keyof TanSipTerms>(
  header: Header,
  name: string,
  key: K,
): Partial<Record<K, Polynomial>> {
  if (!header.has(`${name}_ORDER`)) return {};
  const order = header.requireInteger(`${name}_ORDER`);
  if (order < 0 || order > 9) {
    throw new FitsError('fits-bad-wcs', `${name}_ORDER is not an order of a SIP polynomial`, {
      found: `${name}_ORDER = ${order}`,
      expected: '0 to 9',
      hint: `Correct ${name}_ORDER in the header.`,
    });
  }
  const polynomial = zeroPolynomial(order);
  for (const [p, q] of powers(0, order)) {
    const keyword = `${name}_${p}_${q}`;
    if (header.has(keyword)) {
      polynomial.coefficients[p * (order + 1) + q] = header.requireNumber(keyword);
    }
  }
  const found: Partial<Record<K, Polynomial>> = {};
  found[key] = polynomial;
  return found;
}
