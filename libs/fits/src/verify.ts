import { addSums, sumOfWords } from './checksum.js';
import { readFits } from './read.js';
import { padded } from './structure.js';
import { cardLength } from './card.js';
import type { FitsFile, Hdu } from './types.js';

export type ChecksumState = 'right' | 'wrong' | 'absent';

export interface ChecksumReport {
  /** Number of the HDU, 0 for the primary. */
  readonly index: number;
  readonly extname: string | undefined;
  /** Header and data together. */
  readonly checksum: ChecksumState;
  /** The data alone. */
  readonly datasum: ChecksumState;
}

/**
 * Whether the CHECKSUM and DATASUM of every HDU agree with its bytes (FITS 4.0, Appendix J).
 *
 * @throws FitsError when bytes are given that are not a FITS file
 */
export function verifyChecksums(file: FitsFile | Uint8Array, name = 'FITS file'): ChecksumReport[] {
  const { hdus } = file instanceof Uint8Array ? readFits(file, name) : file;
  return hdus.map((hdu, index) => ({
    index,
    extname: hdu.header.string('EXTNAME'),
    ...checked(hdu),
  }));
}

function checked(hdu: Hdu): Pick<ChecksumReport, 'checksum' | 'datasum'> {
  const raw = hdu.raw();
  const headerBytes = padded(hdu.header.text.length + cardLength);
  const datasum = sumOfWords(raw.subarray(headerBytes));
  const total = addSums(sumOfWords(raw.subarray(0, headerBytes)), datasum);
  return {
    // All ones and all zeros are the two zeros of ones' complement.
    checksum: state(hdu, 'CHECKSUM', total === 0 || total === 2 ** 32 - 1),
    datasum: state(hdu, 'DATASUM', told(hdu) === datasum),
  };
}

function state(hdu: Hdu, keyword: 'CHECKSUM' | 'DATASUM', right: boolean): ChecksumState {
  // An empty string says that the sum is not known (section 4.4.2.7).
  if ((hdu.header.string(keyword) ?? '').trim() === '') return 'absent';
  return right ? 'right' : 'wrong';
}

function told(hdu: Hdu): number | undefined {
  const text = hdu.header.string('DATASUM')?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
