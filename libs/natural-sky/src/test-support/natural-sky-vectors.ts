import { readFileSync } from 'node:fs';
import type { Site } from '@nightskies/sky';

/** What the sky is like in one direction and one band, nL. */
interface BandVector {
  readonly zodiacalAboveNl: number;
  readonly zodiacalNollNl: number;
  readonly zodiacalConstantNl: number;
  /** For 1 nL at the zenith above the atmosphere. */
  readonly airglowNoll: number;
  readonly airglowConstant: number;
}

/** One direction over a site at a moment. */
interface SkyVector {
  readonly site: Site;
  readonly jdUtc: number;
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
  readonly galacticDeg: readonly [number, number];
  readonly helioeclipticDeg: readonly [number, number];
  readonly sunDistanceAu: number;
  readonly bands: Readonly<Record<'V' | 'B', BandVector>>;
}

const file = new URL('natural-sky-vectors.jsonl', import.meta.url);
const [, ...lines] = readFileSync(file, 'utf8').trimEnd().split('\n');

/** Directions and brightnesses by astropy and ERFA: tools/natural-sky-vectors. */
export const skyVectors = JSON.parse(`[${lines.join()}]`) as readonly SkyVector[];
