/** Type letters of the elements of a binary table (FITS 4.0, table 18). */
export type ElementCode = 'L' | 'X' | 'B' | 'I' | 'J' | 'K' | 'A' | 'E' | 'D' | 'C' | 'M';

/** What a TFORM of a binary table says. */
export interface BinaryForm {
  readonly code: ElementCode;
  /** Elements in a cell; of a variable-length cell its descriptors, 0 or 1. */
  readonly repeat: number;
  /** Bytes of each descriptor (P 8, Q 16), or null when the elements stand in the row. */
  readonly descriptorBytes: 8 | 16 | null;
  /** Characters of each of several texts in a cell (rAw, appendix C), null when not told. */
  readonly textWidth: number | null;
  /** Bytes in a row. */
  readonly rowBytes: number;
}

const elementBytes: Readonly<Record<ElementCode, number>> = {
  L: 1,
  X: 1 / 8,
  B: 1,
  I: 2,
  J: 4,
  K: 8,
  A: 1,
  E: 4,
  D: 8,
  C: 8,
  M: 16,
};

/** Bytes that a number of elements takes; bits fill whole bytes. */
export function bytesOf(code: ElementCode, elements: number): number {
  return Math.ceil(elements * elementBytes[code]);
}

const binaryPattern =
  /^ *(\d{0,15})(?:([PQ])([LXBIJKAEDCM])(?:\((\d*)\))?|([LXBIJKAEDCM])(\d{0,15})?)/;

/** A TFORM of a binary table; undefined when it is none. */
export function binaryForm(text: string): BinaryForm | undefined {
  const match = binaryPattern.exec(text);
  if (match === null) return undefined;
  const [, digits, pointer, pointed, , plain, width] = match;
  const repeat = digits === '' ? 1 : Number(digits);
  if (pointer !== undefined && isElementCode(pointed)) {
    if (repeat > 1) return undefined;
    const descriptorBytes = pointer === 'P' ? 8 : 16;
    const rowBytes = repeat * descriptorBytes;
    return { code: pointed, repeat, descriptorBytes, textWidth: null, rowBytes };
  }
  if (!isElementCode(plain)) return undefined;
  const told = plain === 'A' && width !== undefined && width !== '' ? Number(width) : null;
  return {
    code: plain,
    repeat,
    descriptorBytes: null,
    textWidth: told !== null && told > 0 && repeat % told === 0 ? told : null,
    rowBytes: bytesOf(plain, repeat),
  };
}

function isElementCode(letter: string | undefined): letter is ElementCode {
  return letter !== undefined && letter in elementBytes;
}

/** What a TFORM of an ASCII table says (table 15). */
export interface AsciiForm {
  readonly code: 'A' | 'I' | 'F' | 'E' | 'D';
  readonly width: number;
  /** Digits behind a decimal point that is not written. */
  readonly decimals: number;
}

/** A TFORM of an ASCII table; undefined when it is none. */
export function asciiForm(text: string): AsciiForm | undefined {
  const match = /^ *([AIFED])(\d{1,9})(?:\.(\d{1,9}))?/.exec(text);
  if (match === null || Number(match[2]) === 0) return undefined;
  const [, letter, width, decimals] = match;
  const code = (['A', 'I', 'F', 'E', 'D'] as const).find((one) => one === letter);
  if (code === undefined) return undefined;
  return { code, width: Number(width), decimals: Number(decimals ?? 0) };
}

/** The axes of a TDIM, fastest first; undefined when it is none. */
export function dimensions(text: string): number[] | undefined {
  const match = /^ *\(([\d, ]+)\) *$/.exec(text);
  const axes = match?.[1].split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
  return axes?.every((axis) => Number.isSafeInteger(axis) && axis >= 0) === true ? axes : undefined;
}
