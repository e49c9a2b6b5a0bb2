import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  nsnsdRowLiftDeg,
  observerFrame,
  type EquatorialDirection,
  type HorizontalDirection,
  type Site,
} from '@nightskies/sky';
import { oldPointingRow, type PointingRow } from './pointing-table.js';
import { smoothingSpline } from './spline/smoothing-spline.js';

/** What the old pipeline knew of a frame. */
export interface OldFrame {
  /** 1..45 */
  readonly number: number;
  /** JD of the header as it stands: nobody asked whether that is the start of the exposure. */
  readonly jdUtc: number;
  /** AZ, ALT of the header. */
  readonly commanded: HorizontalDirection;
  /** CRVAL1, CRVAL2 of the solution, which is the centre of the frame; null when unsolved. */
  readonly centre: EquatorialDirection | null;
}

/** The site and the air as the header of ib001 has them; they stood for the whole set. */
export interface OldSite extends Site {
  /** AMTEMP_F, degrees Fahrenheit. */
  readonly ambientF: number;
}

export interface OldPointing {
  /** By frame number. */
  readonly rows: readonly PointingRow[];
  /** Centre of every frame in ICRS by its number; predicted for the unsolved, for RA and DEC. */
  readonly centres: ReadonlyMap<number, EquatorialDirection>;
}

interface Sighting {
  readonly number: number;
  readonly observed: HorizontalDirection;
}

const rowsOfFrames = [
  { row: 1, first: 1, last: 15 },
  { row: 2, first: 16, last: 30 },
  { row: 3, first: 31, last: 40 },
  { row: 4, first: 41, last: 45 },
] as const;

/** Frames in rows 1 and 2, and what lies between these rows. */
const framesToRow2 = 15;
const degreesToRow2 = 25;

/**
 * The pointing of a set with the arithmetic of the old pipeline, faults and all (image-stages 5): for
 * `compat=nsnsd`. Altitudes are true, but for solved frames of the lowest row, which are lifted by one
 * constant (D21, D28). Unsolved frames get the value of a smoothing spline of azimuth and one of
 * altitude against the frame number through the solved frames of their row, allowed to miss each by a
 * degree; azimuths are not unwrapped, so that a first frame found west of north bends the whole row
 * (D22, D23). Row 1 is filled from row 2, a straight line in azimuth and 25 deg lower, without the
 * constant (D29).
 *
 * @throws NightSkiesError `too-few-solved-frames` where fewer than two frames are solved in a row that
 *   others are predicted from; the old pipeline stopped there
 */
export function oldPointing(frames: readonly OldFrame[], site: OldSite): OldPointing {
  const liftDeg = nsnsdRowLiftDeg(site.ambientF, site.heightM);
  const sorted = [...frames].sort((a, b) => a.number - b.number);
  const centres = new Map<number, EquatorialDirection>();
  const sightings: Sighting[] = [];
  for (const { number, jdUtc, centre } of sorted) {
    if (centre === null) continue;
    centres.set(number, centre);
    const { azimuthDeg, altitudeDeg } = airlessSky(site, jdUtc).icrsToAltAz(centre);
    const lifted = number <= framesToRow2 ? altitudeDeg + liftDeg : altitudeDeg;
    sightings.push({ number, observed: { azimuthDeg, altitudeDeg: lifted } });
  }
  const solved = new Map(sightings.map(({ number, observed }) => [number, observed]));
  const rows = sorted.map(({ number, jdUtc, commanded }) => {
    let observed = solved.get(number);
    if (observed === undefined) {
      observed = predicted(number, sightings);
      centres.set(number, airlessSky(site, jdUtc).altAzToIcrs(observed));
    }
    return oldPointingRow({ number, commanded, observed });
  });
  return { rows, centres };
}

function airlessSky(site: Site, jdUtc: number): ReturnType<typeof observerFrame> {
  return observerFrame({ ...site, jdUtc, refraction: null });
}

function predicted(number: number, solved: readonly Sighting[]): HorizontalDirection {
  const lowest = number <= framesToRow2;
  const from = lowest ? number + framesToRow2 : number;
  const known = knownOfRow(from, solved);
  const degreeOfSpline = Math.min(3, known.length - 1);
  const azimuths = known.map(({ number: x, observed }) => ({ x, y: observed.azimuthDeg }));
  const altitudes = known.map(({ number: x, observed }) => ({ x, y: observed.altitudeDeg }));
  return {
    azimuthDeg: smoothingSpline(azimuths, lowest ? 1 : degreeOfSpline).valueAt(from),
    altitudeDeg:
      smoothingSpline(altitudes, degreeOfSpline).valueAt(from) - (lowest ? degreesToRow2 : 0),
  };
}

function knownOfRow(number: number, solved: readonly Sighting[]): readonly Sighting[] {
  const range = rowsOfFrames.find(({ first, last }) => number >= first && number <= last);
  const known = solved.filter(
    (one) => range !== undefined && one.number >= range.first && one.number <= range.last,
  );
  if (range !== undefined && known.length >= 2) return known;
  const name = range === undefined ? `frame ${number}` : `row ${range.row}`;
  throw new NightSkiesError(
    problem(
      'too-few-solved-frames',
      `${name}: the pointing of unsolved frames cannot be predicted the old way`,
      {
        found: `${known.length} solved frames`,
        expected: 'at least 2 in the row that others are predicted from',
        hint: 'Process without compat=nsnsd: the joint model of the set needs no whole row.',
      },
    ),
  );
}
