import { NightSkiesError, problem } from '@nightskies/contracts';

/** Where the committed list of standard stars lies, for callers that read files. */
export const standardStarsUrl = new URL('../../data/standards.csv', import.meta.url);

/** A star constant and lonely enough to measure zeropoint and extinction with. */
export interface StandardStar {
  readonly hip: number;
  /** ICRS, epoch J2000.0, degrees. */
  readonly raDeg: number;
  readonly decDeg: number;
  /** Proper motion in right ascension times cos(declination), and in declination, mas/yr. */
  readonly motionRaMas: number;
  readonly motionDecMas: number;
  /** Johnson V and B-V, magnitudes. */
  readonly v: number;
  readonly bv: number;
  readonly bvError: number;
  /**
   * Magnitudes by which the brightest other star within 12 arcmin is fainter; null when none is
   * known.
   */
  readonly neighbourFainterMag: number | null;
  readonly spectralType: string;
}

const columns = [
  'hip',
  'ra_deg',
  'dec_deg',
  'pm_ra_masyr',
  'pm_dec_masyr',
  'v_mag',
  'b_v',
  'b_v_err',
  'neighbour_dmag',
  'sp_type',
];

/**
 * Reads a list of standard stars (`standardStarsUrl`), in the order of the file: by Hipparcos
 * number. Lines may end in CRLF.
 *
 * @throws NightSkiesError `standard-stars-unreadable` naming the line
 */
export function readStandardStars(bytes: Uint8Array): StandardStar[] {
  const [header, ...lines] = Buffer.from(bytes).toString('utf8').trimEnd().split(/\r?\n/);
  if (header !== columns.join()) {
    throw unreadable(1, JSON.stringify(header.slice(0, 200)), columns.join());
  }
  return lines.map((line, i) => standardOf(line, i + 2));
}

function standardOf(line: string, lineNumber: number): StandardStar {
  const cells = line.split(',');
  if (cells.length !== columns.length) {
    throw unreadable(lineNumber, `${cells.length} fields`, `${columns.length} fields`);
  }
  const number = (column: string): number => {
    const text = cells[columns.indexOf(column)];
    const value = Number(text);
    if (text !== '' && Number.isFinite(value)) return value;
    throw unreadable(lineNumber, `${column} ${JSON.stringify(text)}`, 'a number');
  };
  const neighbourKnown = cells[columns.indexOf('neighbour_dmag')] !== '';
  return {
    hip: number('hip'),
    raDeg: number('ra_deg'),
    decDeg: number('dec_deg'),
    motionRaMas: number('pm_ra_masyr'),
    motionDecMas: number('pm_dec_masyr'),
    v: number('v_mag'),
    bv: number('b_v'),
    bvError: number('b_v_err'),
    neighbourFainterMag: neighbourKnown ? number('neighbour_dmag') : null,
    spectralType: cells[columns.indexOf('sp_type')],
  };
}

function unreadable(line: number, found: string, expected: string): NightSkiesError {
  return new NightSkiesError(
    problem('standard-stars-unreadable', `line ${line} of the standard stars cannot be read`, {
      found,
      expected,
      hint: 'Correct the line, or take the list that came with the program.',
    }),
  );
}
