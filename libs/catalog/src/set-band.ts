import { type Band, type Digest, type RunParameters, type Scope } from '@nightskies/contracts';
import { cropOfFrame, framesPerSet, parseRawFileName } from '@nightskies/nsnsd';
import type { BandCalibration, InputOrigin, SetToPlan, UsableFrame } from './plan-types.js';

/** One band of one set, ready to be planned. */
export interface SetBand {
  readonly set: SetToPlan;
  readonly band: Band;
  readonly calibration: BandCalibration;
  /** Digest of the snapshot of the camera's constants. */
  readonly camera: Digest;
  /** Digest of the snapshot of the zeropoints of the camera's other sets; null when there are none. */
  readonly history: Digest | null;
  readonly parameters: RunParameters;
  /** Frames of the band in the order they were taken, zenith frames of V included. */
  readonly frames: readonly UsableFrame[];
}

export interface MissingFrame {
  readonly number: number;
  /** `ib001` or `ib001b`. */
  readonly stem: string;
  readonly reason: string;
}

export function scopeOf(work: Pick<SetBand, 'set' | 'band'>, frame: string | null): Scope {
  return { night: work.set.night, set: work.set.set, band: work.band, frame };
}

export const artifact = (digest: Digest): InputOrigin => ({ artifact: digest });

/** Where the set was taken, as the first header that says so has it; null when none does. */
export function siteOf(frames: readonly UsableFrame[]): {
  longitudeDeg: number;
  latitudeDeg: number;
  elevationMetres: number | null;
} | null {
  for (const { longitudeDeg, latitudeDeg, elevationMetres } of frames) {
    if (longitudeDeg !== null && latitudeDeg !== null) {
      return { longitudeDeg, latitudeDeg, elevationMetres };
    }
  }
  return null;
}

const secondsPerDay = 86_400;

/** Middle of the first and of the last exposure, JD UTC; null when no header has a date. */
export function timeSpan(
  frames: readonly UsableFrame[],
  julianDate: 'start' | 'middle',
): { readonly startJd: number; readonly endJd: number } | null {
  const middles = frames.flatMap(({ julianDate: jd, exposureSeconds }) =>
    jd === null
      ? []
      : [julianDate === 'middle' ? jd : jd + (exposureSeconds ?? 0) / 2 / secondsPerDay],
  );
  if (middles.length === 0) return null;
  return { startJd: Math.min(...middles), endJd: Math.max(...middles) };
}

/** Name of a raw file as an input: the same whatever the case and extension a camera gave it. */
export const inputName = (frame: Pick<UsableFrame, 'stem'>): string => `${frame.stem}.fit`;

/** Place of a frame in the sequence of a set; the crop taken after it has the same order. */
export function sequenceNumber(frame: Pick<UsableFrame, 'role' | 'number'>): number {
  return frame.role === 'zenith' || frame.role === 'science'
    ? cropOfFrame({ role: frame.role, number: frame.number })
    : frame.number;
}

/** Science and zenith frames of a band, in the order they were taken. */
export function framesOfBand(set: SetToPlan, band: Band): readonly UsableFrame[] {
  return set.frames
    .filter((frame) => frame.band === band)
    .toSorted((a, b) => sequenceNumber(a) - sequenceNumber(b));
}

/** Files of a role that serves both bands, by number. */
export function filesOfRole(
  set: SetToPlan,
  role: 'bias-crop' | 'bias' | 'dark',
): readonly UsableFrame[] {
  return set.frames.filter((frame) => frame.role === role).toSorted((a, b) => a.number - b.number);
}

/** Why a raw file of this stem is not there: refused with its first problem, or never found. */
export function reasonOfAbsence(set: SetToPlan, stem: string): string {
  const refused = set.refused.find((file) => parseRawFileName(file.name)?.stem === stem);
  return refused === undefined ? 'not in the set folder' : `refused: ${refused.code}`;
}

/**
 * Science frames a complete scan would have and this one has not. Of V every number from 1 to 45 is
 * expected; of B any subset is legal, so only refused files are missing.
 */
export function missingFrames(set: SetToPlan, band: Band): readonly MissingFrame[] {
  const present = new Set(
    framesOfBand(set, band)
      .filter((frame) => frame.role === 'science')
      .map((frame) => frame.number),
  );
  const refused = new Set(
    set.refused
      .map((file) => parseRawFileName(file.name))
      .filter((name) => name?.role === 'science' && name.band === band)
      .map((name) => name?.number),
  );
  const missing: MissingFrame[] = [];
  for (let number = 1; number <= framesPerSet; number += 1) {
    if (present.has(number) || (band === 'B' && !refused.has(number))) continue;
    const stem = `ib${String(number).padStart(3, '0')}${band === 'B' ? 'b' : ''}`;
    missing.push({ number, stem, reason: reasonOfAbsence(set, stem) });
  }
  return missing;
}
