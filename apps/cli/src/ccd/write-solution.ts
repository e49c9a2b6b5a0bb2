import { Header, writeFits, type CardEntry } from '@nightskies/fits';
import type { Picture } from './read-picture.js';
import type { SolvedPicture } from './solved-picture.js';

/** Cards of older solutions; mixed with the new ones they would bend them. */
export const wcsCard =
  /^(?:WCSAXES|WCSNAME|CTYPE\d|CRVAL\d|CRPIX\d|CUNIT\d|CDELT\d|CROTA\d|CD\d_\d|PC\d_\d|PV\d_\d+|[AB]P?_ORDER|[AB]P?_\d_\d|[AB]_DMAX|LONPOLE|LATPOLE|RADESYS|RADECSYS|EQUINOX|IMAGE[WH])$/;

function solutionCards(solution: SolvedPicture, { luminance }: Picture): CardEntry[] {
  return [
    ...solution.cards,
    ['IMAGEW', luminance.width, 'width of the picture, px'],
    ['IMAGEH', luminance.height, 'height of the picture, px'],
    ['PLTSOLVD', true, 'solved by its stars'],
    ['MATCHED', solution.matched.length, 'stars the solution rests on'],
    ['RMSPX', solution.rmsPx, 'rms distance of stars from solution, px'],
    ['LOGODDS', solution.logOdds, 'natural logarithm of odds against chance'],
  ];
}

/** The solution as astrometry.net writes it: a FITS header without data. */
export function wcsFile(solution: SolvedPicture, picture: Picture): Uint8Array {
  return writeFits([{ shape: [], header: Header.of(solutionCards(solution, picture)) }]);
}

/**
 * The picture as FITS with the solution in its header. Of a FITS file everything stays: stored numbers,
 * other cards, other HDUs. Another picture becomes 16-bit numbers, colours as planes, first row first.
 */
export function solvedFits(solution: SolvedPicture, picture: Picture): Uint8Array {
  const cards = solutionCards(solution, picture);
  const { fits, planes, luminance } = picture;
  if (fits === undefined) {
    const { width, height } = luminance;
    const data = new Uint16Array(planes.length * width * height);
    for (const [k, plane] of planes.entries()) data.set(plane, k * width * height);
    const shape = planes.length === 1 ? [width, height] : [width, height, planes.length];
    return writeFits([{ shape, data, header: Header.of(cards) }]);
  }
  const { hdu, file } = fits;
  const header = hdu.header.filter(({ keyword }) => !wcsCard.test(keyword)).withAll(cards);
  const image = { shape: hdu.shape, data: hdu.stored(), scaling: hdu.scaling, header };
  const at = file.hdus.indexOf(hdu);
  const others = file.hdus.map((one) => one.raw());
  // A primary without data is one block, behind which stands the image as an extension.
  const written = at === 0 ? writeFits([image]) : writeFits([{ shape: [] }, image]).subarray(2880);
  return Buffer.concat([...others.slice(0, at), written, ...others.slice(at + 1)]);
}
