import type { Band } from '@nightskies/contracts';
import { cropOfFrame, framesPerSet, usualPointing } from '@nightskies/nsnsd';
import type { HorizontalDirection } from '@nightskies/sky';

/** One exposure of the night. */
export interface Exposure {
  /** File name without extension. */
  readonly name: string;
  readonly kind: 'light' | 'dark' | 'bias' | 'bias-crop';
  readonly band: Band;
  readonly seconds: number;
  /** Start, Julian date UTC. */
  readonly startJd: number;
  /** Commanded; null for the calibration frames before the set. */
  readonly pointing: HorizontalDirection | null;
}

const secondsPerDay = 86_400;
const readOutSeconds = 5;
const slewSeconds = 12;
/** B frames take this much longer than V frames; the old pipeline relies on the factor. */
const blueFactor = 1.5;

/**
 * The exposures of a night in order: five darks with bias frames and crops; zenith1, the 45
 * pointings and zenith2, each followed by its crop, B frames between the V frame of their number and
 * its crop.
 */
export function scheduleOf(
  firstJd: number,
  exposureSeconds: number,
  bFrames: readonly number[],
): Exposure[] {
  const exposures: Exposure[] = [];
  let now = firstJd;
  const take = (
    name: string,
    kind: Exposure['kind'],
    seconds: number,
    pointing: HorizontalDirection | null,
    band: Band = 'V',
  ): void => {
    exposures.push({ name, kind, band, seconds, startJd: now, pointing });
    now += (seconds + readOutSeconds) / secondsPerDay;
  };
  for (let i = 1; i <= 5; i++) {
    take(`dark${i}`, 'dark', exposureSeconds, null);
    take(`mbias${i}`, 'bias', 0, null);
    take(`biasc${i}`, 'bias-crop', 0, null);
  }
  const zenith = (number: number): void => {
    now += slewSeconds / secondsPerDay;
    const pointing = { azimuthDeg: 0, altitudeDeg: 90 };
    take(`zenith${number}`, 'light', exposureSeconds, pointing);
    take(`biasc${cropOfFrame({ role: 'zenith', number })}`, 'bias-crop', 0, pointing);
  };
  zenith(1);
  for (let number = 1; number <= framesPerSet; number++) {
    now += slewSeconds / secondsPerDay;
    const pointing = usualPointing(number);
    const name = `ib${String(number).padStart(3, '0')}`;
    take(name, 'light', exposureSeconds, pointing);
    if (bFrames.includes(number)) {
      take(`${name}b`, 'light', blueFactor * exposureSeconds, pointing, 'B');
    }
    take(`biasc${cropOfFrame({ role: 'science', number })}`, 'bias-crop', 0, pointing);
  }
  zenith(2);
  return exposures;
}

/** Names of the light frames of a set. */
export function scheduledFrames(bFrames: readonly number[]): string[] {
  return scheduleOf(0, 0, bFrames)
    .filter(({ kind }) => kind === 'light')
    .map(({ name }) => name);
}

/** Middle of an exposure, Julian date UTC. */
export function middleOf(frame: {
  readonly startJd: number;
  readonly exposureSeconds: number;
}): number {
  return frame.startJd + frame.exposureSeconds / 2 / secondsPerDay;
}
