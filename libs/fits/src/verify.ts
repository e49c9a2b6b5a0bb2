import { CompressedImageHdu } from './compress/compressed-image.js';
import { uncompressedSum } from './compress/tile-source.js';
import { FitsError } from './errors.js';
import { addSums, sumOfWords } from './checksum.js';
import { readFits } from './read.js';
import { padded } from './structure.js';
import { cardLength } from './card.js';
import type { Header } from './header.js';
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
  /**
   * Of an image in compressed tiles: its pixels as they come out, against the sum of those that went
   * in (ZDATASUM). Absent where tiles were quantised or cannot be read here.
   */
  readonly pixels?: ChecksumState;
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
    ...checkedPixels(hdu),
  }));
}

function checked(hdu: Hdu): Pick<ChecksumReport, 'checksum' | 'datasum'> {
  const raw = hdu.raw();
  const header = headerInFile(hdu);
  const headerBytes = padded(header.text.length + cardLength);
  const datasum = sumOfWords(raw.subarray(headerBytes));
  const total = addSums(sumOfWords(raw.subarray(0, headerBytes)), datasum);
  return {
    // All ones and all zeros are the two zeros of ones' complement.
    checksum: state(header, 'CHECKSUM', total === 0 || total === 2 ** 32 - 1),
    datasum: state(header, 'DATASUM', told(header) === datasum),
  };
}

function checkedPixels(hdu: Hdu): Pick<ChecksumReport, 'pixels'> {
  if (!(hdu instanceof CompressedImageHdu)) return {};
  const sum = told(hdu.header);
  if (sum === undefined || hdu.compression.quantization !== null) return { pixels: 'absent' };
  try {
    return { pixels: uncompressedSum(hdu.stored()) === sum ? 'right' : 'wrong' };
  } catch (error) {
    if (!(error instanceof FitsError)) throw error;
    return { pixels: error.code === 'fits-compression-not-read' ? 'absent' : 'wrong' };
  }
}

function headerInFile(hdu: Hdu): Header {
  return hdu.type === 'image' ? (hdu.tableHeader ?? hdu.header) : hdu.header;
}

function state(header: Header, keyword: 'CHECKSUM' | 'DATASUM', right: boolean): ChecksumState {
  // An empty string says that the sum is not known (section 4.4.2.7).
  if ((header.string(keyword) ?? '').trim() === '') return 'absent';
  return right ? 'right' : 'wrong';
}

function told(header: Header): number | undefined {
  const text = header.string('DATASUM')?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
