import type { Band } from '@nightskies/contracts';
import { baseName } from './paths.js';

/** Folder names of sets, a closed list; the number of a set is its first character. */
export const setFolderNames = ['1st', '2nd', '3rd', '4th', '5th', '6th', '7th', '8th'] as const;

/** Frames of a band in one scan of the sky. */
export const framesPerSet = 45;

/** The first crop that belongs to a science frame, and the last: zenith1 and zenith2. */
export const firstCrop = 6;
export const lastCrop = firstCrop + framesPerSet + 1;

export interface NightName {
  /** Upper case, `ROMO241004`. */
  readonly night: string;
  /** Four-letter park code. */
  readonly park: string;
  /** UTC date, ISO 8601: `2024-10-04`. */
  readonly date: string;
}

/**
 * A night folder name `PARKYYMMDD` in any case, or null when it is none or names a day that does
 * not exist. Two-digit years below 70 are of this century.
 */
export function parseNightName(name: string): NightName | null {
  const match = /^([A-Za-z]{4})(\d{2})(\d{2})(\d{2})$/.exec(name);
  if (match === null) return null;
  const [, park = '', yy = '', month = '', day = ''] = match;
  const year = Number(yy) + (Number(yy) < 70 ? 2000 : 1900);
  const date = `${year}-${month}-${day}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== date) return null;
  return { night: name.toUpperCase(), park: park.toUpperCase(), date };
}

/** Number of a set (1..8) from its folder name in any case, or null. */
export function parseSetName(name: string): number | null {
  const index = setFolderNames.findIndex((known) => known === name.toLowerCase());
  return index < 0 ? null : index + 1;
}

/** Folder name of a set in the old trees of results: `S_01`. */
export function setFolderOfResults(set: number): string {
  return `S_${String(set).padStart(2, '0')}`;
}

/**
 * What a raw file of a set folder is, by its name. `number` is what stands in the name: 1 for
 * `ib001`, `zenith1`, `dark1` and `mbias1`, 6 for `biasc6`.
 */
export type RawFileName =
  | {
      readonly role: 'science';
      readonly number: number;
      readonly band: Band;
      readonly stem: string;
    }
  | { readonly role: 'zenith'; readonly number: number; readonly band: 'V'; readonly stem: string }
  | {
      readonly role: 'bias-crop' | 'bias' | 'dark';
      readonly number: number;
      readonly band: null;
      readonly stem: string;
    };

/** Lower-case name of a file without FITS, gzip and tile compression extensions. */
export function stemOf(name: string): string {
  return baseName(name)
    .toLowerCase()
    .replace(/\.[gf]z$/, '')
    .replace(/\.(?:fit|fits|fts)$/, '');
}

const rawPattern =
  /^(ib|zenith|dark|mbias|biasc)(\d{1,3})(b?)\.(?:(?:fit|fits|fts)(?:\.[gf]z)?|gz)$/;

/**
 * The role of a raw file from its name (or path), or null when the name is none of the camera's:
 * `ib001.fit`..`ib045.fit`, `ib001b.fit`..., `zenith1`, `zenith2`, `darkN`, `mbiasN`, `biasc1`..
 * `biasc52`; extensions .fit, .fits, .fts, .gz, .fz; any case (image-stages 1.3).
 */
export function parseRawFileName(name: string): RawFileName | null {
  const match = rawPattern.exec(baseName(name).toLowerCase());
  if (match === null) return null;
  const [, kind, digits = '', suffix] = match;
  const number = Number(digits);
  const stem = stemOf(name);
  if (kind === 'ib') {
    if (number < 1 || number > framesPerSet) return null;
    return { role: 'science', number, band: suffix === 'b' ? 'B' : 'V', stem };
  }
  if (suffix === 'b' || number < 1) return null;
  switch (kind) {
    case 'zenith':
      return number <= 2 ? { role: 'zenith', number, band: 'V', stem } : null;
    case 'biasc':
      return number <= lastCrop ? { role: 'bias-crop', number, band: null, stem } : null;
    case 'dark':
      return { role: 'dark', number, band: null, stem };
    default:
      return { role: 'bias', number, band: null, stem };
  }
}

/**
 * Number of the bias crop taken right after a frame: zenith1 -> 6, ib### -> ### + 6, zenith2 -> 52.
 * A B frame was taken right after the V frame of its number and shares its crop. By number, never
 * by position in a listing, so that a missing frame shifts nothing (defects D5, D6).
 */
export function cropOfFrame(frame: {
  readonly role: 'science' | 'zenith';
  readonly number: number;
}): number {
  if (frame.role === 'science') return firstCrop + frame.number;
  return frame.number === 1 ? firstCrop : lastCrop;
}

/** The V frame a crop was taken after; null for the five crops of the calibration block. */
export function frameOfCrop(
  crop: number,
): { readonly role: 'science' | 'zenith'; readonly number: number } | null {
  if (crop < firstCrop || crop > lastCrop) return null;
  if (crop === firstCrop) return { role: 'zenith', number: 1 };
  if (crop === lastCrop) return { role: 'zenith', number: 2 };
  return { role: 'science', number: crop - firstCrop };
}
