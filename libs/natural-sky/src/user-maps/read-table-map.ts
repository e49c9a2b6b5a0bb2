import type { GivenSkyMap } from './given-sky-map.js';
import { gridOfPoints } from './grid-of-points.js';
import { badSkyMap } from './sky-map-error.js';
import { toNanolamberts } from './surface-brightness-unit.js';

const kinds: Readonly<Record<string, 'galactic' | 'ecliptic' | 'observed' | 'profile'>> = {
  'l_deg,b_deg': 'galactic',
  'sun_longitude_deg,ecliptic_latitude_deg': 'ecliptic',
  'azimuth_deg,altitude_deg': 'observed',
  altitude_deg: 'profile',
};

const expectedHead = `a first line such as altitude_deg,nl or l_deg,b_deg,nl`;

const headHint =
  `Name the columns ${Object.keys(kinds).join(' or ')}, and after them the brightness: nl, cd_m2, ` +
  'mcd_m2, ucd_m2, mag_arcsec2 or s10.';

/** Altitudes between which a profile must have points, deg. */
const profileFromDeg = 5;
const profileToDeg = 80;

/**
 * A map or profile from a table: a line of column names, then one line for each point, separated by
 * commas; lines beginning with # are remarks. Points of a map lie on an even grid, in any order; those
 * that are missing or have no value are unknown. A profile is held beyond its ends.
 *
 * @throws NightSkiesError `sky-map-unreadable`, naming the line
 */
export function readTableMap(bytes: Uint8Array, file: string): GivenSkyMap {
  const lines = new TextDecoder()
    .decode(bytes)
    .split(/\r?\n/)
    .map((text, i) => ({ number: i + 1, text: text.trim() }))
    .filter(({ text }) => text !== '' && !text.startsWith('#'));
  const names = (lines[0]?.text ?? '').split(',').map((name) => name.trim().toLowerCase());
  const kind = kinds[names.slice(0, -1).join()];
  const convert = toNanolamberts(names[names.length - 1]);
  if (kind === undefined || convert === undefined) {
    throw badSkyMap(file, 'the file is neither FITS nor a table of the sky', {
      found: `the first line ${JSON.stringify(names.join().slice(0, 80))}`,
      expected: expectedHead,
      hint: headHint,
    });
  }
  const points = lines.slice(1).map((line) => {
    const cells = line.text.split(',');
    const numbers = cells.map((cell, i) => numberOf(cell, names[i] ?? '', line.number, file));
    if (cells.length === names.length) {
      return [...numbers.slice(0, -1), convert(numbers[numbers.length - 1])];
    }
    throw badSkyMap(file, `line ${line.number} of the table cannot be read`, {
      found: `${cells.length} fields`,
      expected: `${names.length}: ${names.join()}`,
      hint: 'Correct the line.',
    });
  });
  if (kind === 'profile') return profileOf(points, file);
  return { kind, grid: gridOfPoints(points, names, file) };
}

/** A number; an empty last field is an unknown brightness, NaN. */
function numberOf(cell: string, column: string, line: number, file: string): number {
  const text = cell.trim();
  const unknown = !column.endsWith('_deg') && /^(nan)?$/i.test(text);
  const value = unknown ? NaN : Number(text);
  if (unknown || (text !== '' && Number.isFinite(value))) return value;
  throw badSkyMap(file, `line ${line} of the table cannot be read`, {
    found: `${column} ${JSON.stringify(text)}`,
    expected: 'a number',
    hint: 'Correct the line, with a point before decimals and commas between fields.',
  });
}

function profileOf(points: readonly (readonly number[])[], file: string): GivenSkyMap {
  const known = points
    .filter(([, nanolamberts]) => !Number.isNaN(nanolamberts))
    .toSorted(([a], [b]) => a - b);
  const altitudesDeg = known.map(([altitude]) => altitude);
  const first = altitudesDeg[0] ?? NaN;
  const last = altitudesDeg[altitudesDeg.length - 1] ?? NaN;
  const twice = altitudesDeg.find((altitude, i) => altitude === altitudesDeg[i + 1]);
  if (twice === undefined && first <= profileFromDeg && last >= profileToDeg && last <= 90) {
    return { kind: 'profile', altitudesDeg, nanolamberts: known.map(([, value]) => value) };
  }
  throw badSkyMap(file, 'the profile does not tell the whole sky', {
    found:
      twice === undefined
        ? `${known.length} points from altitude ${first} to ${last} deg`
        : `altitude ${twice} deg twice`,
    expected: `each altitude once, from ${profileFromDeg} deg or lower to ${profileToDeg} deg or higher`,
    hint: 'Altitude is 90 at the zenith and 0 at the horizon; give rows for the rest of the sky.',
  });
}
