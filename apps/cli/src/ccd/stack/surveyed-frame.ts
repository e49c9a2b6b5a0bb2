import { surveyField, type FieldSurvey, type TanSip } from '@nightskies/astrometry';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { Header } from '@nightskies/fits';
import { headerTime } from '../offsets-time.js';
import type { FrameFile } from './frame-file.js';
import { skyFacts } from './sky-map.js';

/** A frame after it was looked at once. */
export interface SurveyedFrame {
  readonly frame: FrameFile;
  readonly survey: FieldSurvey;
  readonly wcs: TanSip | undefined;
  /** What its header says of the sky, in words. */
  readonly skyWords: string;
  readonly exposureSeconds: number | null;
  /** Start of the exposure, UTC; null when unknown. */
  readonly startUtc: string | null;
  /** Electrons per unit of the picture, electrons; null when unknown. */
  readonly gain: number | null;
  readonly readNoise: number | null;
}

export interface SurveyChoices {
  readonly fwhm?: number | undefined;
  readonly threshold: number;
}

/** So many of the brightest stars are kept of each frame. */
const starLimit = 600;

/**
 * Reads a frame once, from its first row to its last: stars, sky and noise.
 *
 * @throws NightSkiesError `picture-blank`, and as `surveyField`
 */
export function surveyFrame(frame: FrameFile, choices: SurveyChoices): SurveyedFrame {
  const { width, height, step, saturationLevel, header, file } = frame;
  let [lowest, highest] = [Infinity, -Infinity];
  const survey = surveyField(
    {
      width,
      height,
      step,
      saturationLevel,
      readRows: (first, out) => {
        frame.readRows(first, out);
        for (let k = 0; k < out.length && !(highest > lowest); k += 1) {
          const value = out[k] ?? NaN;
          lowest = Math.min(lowest, Number.isNaN(value) ? lowest : value);
          highest = Math.max(highest, Number.isNaN(value) ? highest : value);
        }
      },
    },
    { fwhmPx: choices.fwhm, thresholdSigma: choices.threshold, limit: starLimit },
  );
  frame.release();
  if (!(highest > lowest)) throw blank(file, lowest);
  const time = header === undefined ? frame.time : headerTime(header);
  const { wcs, words } = skyFacts(header);
  return {
    frame,
    survey,
    wcs,
    skyWords: words,
    exposureSeconds: time?.exposureSeconds ?? null,
    startUtc: time?.startUtc ?? null,
    gain: gainOf(header),
    readNoise: positive(header, ['RDNOISE', 'READNOIS', 'RON']),
  };
}

/** EGAIN is electrons per number; GAIN is that only where its origin stands beside it. */
function gainOf(header: Header | undefined): number | null {
  return positive(header, header?.has('GAINSRC') === true ? ['EGAIN', 'GAIN'] : ['EGAIN']);
}

function positive(header: Header | undefined, keywords: readonly string[]): number | null {
  const values = keywords.map((keyword) => header?.number(keyword));
  return values.find((value) => value !== undefined && value > 0) ?? null;
}

function blank(file: string, level: number): NightSkiesError {
  return new NightSkiesError(
    problem('picture-blank', 'there is nothing in this picture', {
      file,
      found: Number.isFinite(level) ? `every pixel at ${level}` : 'no pixel with a value',
      expected: 'stars on a sky',
      hint: 'Look at the picture: the camera or the program that wrote it failed.',
    }),
  );
}
