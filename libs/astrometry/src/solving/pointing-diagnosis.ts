import {
  observerFrame,
  wrapDeg,
  type HorizontalDirection,
  type Observation,
} from '@nightskies/sky';
import { separationDeg, vectorOf, type IcrsPlace } from '../wcs/tangent-plane.js';
import type { Parity } from './view.js';

/** What was believed of a frame, and what was found. */
export interface PointingCase {
  /** Where the camera was told to look. */
  readonly commanded: HorizontalDirection;
  /** Time and site as given, with the air. */
  readonly observation: Observation;
  /** Centre of the frame as solved, ICRS. */
  readonly found: IcrsPlace;
  readonly parity?: { readonly expected: Parity; readonly found: Parity };
  /** Good pointing comes within this, degrees. Default 1.5. */
  readonly toleranceDeg?: number;
}

export type PointingCauseName =
  | 'time'
  | 'longitude'
  | 'longitude-sign'
  | 'latitude-sign'
  | 'azimuth-from-south'
  | 'azimuth-westward'
  | 'zenith-distance'
  | 'mirrored'
  | 'pointing';

/** One change of what was given that would explain the frame by itself. */
export interface PointingCause {
  readonly cause: PointingCauseName;
  /** What then remains unexplained, degrees; 0 for `pointing`, which explains everything. */
  readonly residualDeg: number;
  /** The value as given and as it would have to be, with the unit in the message. */
  readonly given: number;
  readonly wouldBe: number;
  readonly message: string;
}

export interface PointingDiagnosis {
  /** Angle between the expected and the found centre. */
  readonly apartDeg: number;
  /** Whether nothing needs explaining. */
  readonly agrees: boolean;
  /** Candidates, none certain; those that explain the frame with a simple slip before the others. */
  readonly causes: readonly PointingCause[];
  readonly message: string;
}

const siderealDegPerHour = 15.041067;

/**
 * Which single mistake in time, site or pointing explains where a frame was found to look. A time and
 * a longitude turn the sky about the same axis: one frame cannot tell them apart, and both are named.
 *
 * @throws NightSkiesError `bad-time`, `bad-site`
 */
export function diagnosePointing(given: PointingCase): PointingDiagnosis {
  const { commanded, observation, found, parity, toleranceDeg = 1.5 } = given;
  const frame = observerFrame(observation);
  const expected = frame.altAzToIcrs(commanded);
  const apartDeg = separationDeg(vectorOf(expected), vectorOf(found));
  const causes: PointingCause[] = [];
  if (parity !== undefined && parity.expected !== parity.found) causes.push(mirrored(parity));
  const off = apartDeg > toleranceDeg;
  if (off) {
    const missedBy = (other: Partial<Observation>, direction = commanded): number => {
      const there = observerFrame({ ...observation, ...other }).altAzToIcrs(direction);
      return separationDeg(vectorOf(there), vectorOf(found));
    };
    const candidates = [...slips(given, missedBy), ...turned(given, expected, missedBy)].filter(
      ({ residualDeg }) => residualDeg <= toleranceDeg,
    );
    candidates.sort((a, b) => Number(isFree(a)) - Number(isFree(b)));
    causes.push(...candidates, pointingOff(commanded, frame.icrsToAltAz(found)));
  }
  return {
    apartDeg,
    agrees: causes.length === 0,
    causes,
    message: tell(expected, found, apartDeg, causes),
  };
}

type MissedBy = (other: Partial<Observation>, direction?: HorizontalDirection) => number;

/** Mistakes without a free number: a sign, a reference direction. */
function slips({ commanded, observation }: PointingCase, missedBy: MissedBy): PointingCause[] {
  const { latitudeDeg, longitudeDeg } = observation;
  const { azimuthDeg, altitudeDeg } = commanded;
  const south = wrapDeg(azimuthDeg + 180, 0);
  const westward = wrapDeg(-azimuthDeg, 0);
  return [
    {
      cause: 'longitude-sign',
      residualDeg: missedBy({ longitudeDeg: -longitudeDeg }),
      given: longitudeDeg,
      wouldBe: -longitudeDeg,
      message: `the longitude has the wrong sign (given ${deg(longitudeDeg)}, would be ${deg(-longitudeDeg)}; east is positive)`,
    },
    {
      cause: 'latitude-sign',
      residualDeg: missedBy({ latitudeDeg: -latitudeDeg }),
      given: latitudeDeg,
      wouldBe: -latitudeDeg,
      message: `the latitude has the wrong sign (given ${deg(latitudeDeg)}, would be ${deg(-latitudeDeg)}; north is positive)`,
    },
    {
      cause: 'azimuth-from-south',
      residualDeg: missedBy({}, { azimuthDeg: south, altitudeDeg }),
      given: azimuthDeg,
      wouldBe: south,
      message: `the azimuth counts from the south (given ${deg(azimuthDeg)}, would be ${deg(south)} from the north)`,
    },
    {
      cause: 'azimuth-westward',
      residualDeg: missedBy({}, { azimuthDeg: westward, altitudeDeg }),
      given: azimuthDeg,
      wouldBe: westward,
      message: `the azimuth counts towards the west (given ${deg(azimuthDeg)}, would be ${deg(westward)} towards the east)`,
    },
    {
      cause: 'zenith-distance',
      residualDeg: missedBy({}, { azimuthDeg, altitudeDeg: 90 - altitudeDeg }),
      given: altitudeDeg,
      wouldBe: 90 - altitudeDeg,
      message: `the altitude is a distance from the zenith (given ${deg(altitudeDeg)}, would be an altitude of ${deg(90 - altitudeDeg)})`,
    },
  ];
}

/** The sky turned about the pole: the clock, or the longitude. */
function turned(
  { observation, found }: PointingCase,
  expected: IcrsPlace,
  missedBy: MissedBy,
): PointingCause[] {
  const frame = observerFrame(observation);
  const turn = frame.icrsToApparent(found).raDeg - frame.icrsToApparent(expected).raDeg;
  const eastDeg = wrapDeg(turn, -180);
  const hours = eastDeg / siderealDegPerHour;
  const jdUtc = observation.jdUtc + hours / 24;
  const longitudeDeg = wrapDeg(observation.longitudeDeg + eastDeg, -180);
  const zone = Math.abs(hours - Math.round(hours * 2) / 2) < 0.1 && Math.abs(hours) > 0.4;
  return [
    {
      cause: 'time',
      residualDeg: missedBy({ jdUtc }),
      given: observation.jdUtc,
      wouldBe: jdUtc,
      message:
        `the time given is ${duration(hours)} too ${hours > 0 ? 'early' : 'late'} (given JD ` +
        `${observation.jdUtc.toFixed(5)}, would be ${jdUtc.toFixed(5)} UTC` +
        `${zone ? '; as a time zone or summer time would do' : ''})`,
    },
    {
      cause: 'longitude',
      residualDeg: missedBy({ longitudeDeg }),
      given: observation.longitudeDeg,
      wouldBe: longitudeDeg,
      message:
        `the longitude is ${deg(Math.abs(eastDeg))} too far ${eastDeg > 0 ? 'west' : 'east'} ` +
        `(given ${deg(observation.longitudeDeg)}, would be ${deg(longitudeDeg)})`,
    },
  ];
}

function pointingOff(commanded: HorizontalDirection, seen: HorizontalDirection): PointingCause {
  const azimuth = wrapDeg(seen.azimuthDeg - commanded.azimuthDeg, -180);
  const altitude = seen.altitudeDeg - commanded.altitudeDeg;
  return {
    cause: 'pointing',
    residualDeg: 0,
    given: commanded.azimuthDeg,
    wouldBe: seen.azimuthDeg,
    message:
      `the camera looked elsewhere: ${signed(azimuth)} in azimuth and ${signed(altitude)} in altitude ` +
      `off (given azimuth ${deg(commanded.azimuthDeg)}, altitude ${deg(commanded.altitudeDeg)}; found ` +
      `${deg(seen.azimuthDeg)}, ${deg(seen.altitudeDeg)})`,
  };
}

function mirrored({ expected, found }: { expected: Parity; found: Parity }): PointingCause {
  return {
    cause: 'mirrored',
    residualDeg: 0,
    given: expected === 'direct' ? 1 : -1,
    wouldBe: found === 'direct' ? 1 : -1,
    message: `the frame is stored ${found}, expected ${expected}: its rows or its columns run the other way`,
  };
}

/** Causes whose number is fitted to the frame explain more by chance than a plain slip does. */
function isFree({ cause }: PointingCause): boolean {
  return cause === 'time' || cause === 'longitude';
}

function tell(
  expected: IcrsPlace,
  found: IcrsPlace,
  apartDeg: number,
  causes: readonly PointingCause[],
): string {
  const flipped = causes.find(({ cause }) => cause === 'mirrored');
  const others = causes.filter((cause) => cause !== flipped);
  const sentences = [
    others.length === 0
      ? `The frame looks where it should, ${apartDeg.toFixed(2)} deg from the expected centre.`
      : `The centre is ${apartDeg.toFixed(2)} deg from where it should be: found RA ` +
        `${found.raDeg.toFixed(3)}, Dec ${found.decDeg.toFixed(3)}, expected RA ` +
        `${expected.raDeg.toFixed(3)}, Dec ${expected.decDeg.toFixed(3)} deg.`,
  ];
  if (others.length > 0) {
    const lead =
      others.length === 1 ? 'Only this was found to explain it' : 'Any one of these explains it';
    sentences.push(`${lead}: ${others.map(({ message }) => message).join('; or ')}.`);
  }
  if (others.some(({ cause }) => cause === 'time')) {
    sentences.push('One frame cannot tell a wrong time from a wrong longitude.');
  }
  if (flipped !== undefined) sentences.push(`Besides, ${flipped.message}.`);
  return sentences.join(' ');
}

function duration(hours: number): string {
  const minutes = Math.round(Math.abs(hours) * 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

function deg(value: number): string {
  return `${value.toFixed(2)} deg`;
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${deg(Math.abs(value))}`;
}
