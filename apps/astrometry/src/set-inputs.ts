import {
  readCircumstances,
  readFrameAstrometry,
  readTanSip,
  skyOver,
  type Circumstances,
  type SolvedStars,
  type TanSip,
} from '@nightskies/astrometry';
import type { Band } from '@nightskies/contracts';
import type { Header } from '@nightskies/fits';
import { parseRawFileName } from '@nightskies/nsnsd';
import type { TaskInput } from '@nightskies/platform';
import type { CdMatrix, HorizontalDirection, ObserverFrame } from '@nightskies/sky';

/** What the solution of one frame tells the set. */
export interface FrameOfSet {
  /** Stem of the raw file, and its number. */
  readonly frame: string;
  readonly number: number;
  readonly header: Header;
  readonly circumstances: Circumstances;
  readonly commanded: HorizontalDirection;
  readonly width: number;
  readonly height: number;
  /** The sky at mid-exposure; null without a time or a site. */
  readonly sky: ObserverFrame | null;
  readonly wcs: TanSip | null;
  readonly stars: SolvedStars | null;
  /** Why it was not solved. */
  readonly failure: string | null;
}

/** A frame from its `frame-astrometry` file; null for one that was told no direction. */
export function frameOfSet(
  { name, bytes }: TaskInput,
  band: Band,
  julianDateOf: 'start' | 'middle',
): FrameOfSet | null {
  const { header, stars } = readFrameAstrometry(bytes, name);
  const circumstances = readCircumstances(header, band, julianDateOf);
  const raw = parseRawFileName(name);
  if (circumstances.commanded === null || raw === null) return null;
  return {
    frame: raw.stem,
    number: raw.number,
    header,
    circumstances,
    commanded: circumstances.commanded,
    width: header.requireInteger('IMAGEW'),
    height: header.requireInteger('IMAGEH'),
    sky: skyOver(circumstances),
    wcs: stars === null ? null : (readTanSip(header) ?? null),
    stars,
    failure: stars === null ? (header.string('SOLVFAIL') ?? 'unknown') : null,
  };
}

/** CD matrix of the frame's own solution at its centre; null without one. */
export function cdOf({ wcs }: FrameOfSet): CdMatrix | null {
  if (wcs === null) return null;
  const [[cd11, cd12], [cd21, cd22]] = wcs.terms.cd;
  return { cd11, cd12, cd21, cd22 };
}
