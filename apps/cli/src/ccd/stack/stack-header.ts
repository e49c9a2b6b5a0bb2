import { basename } from 'node:path';
import { tanSipCards } from '@nightskies/astrometry';
import { Header, type CardEntry } from '@nightskies/fits';
import { wcsCard } from '../write-solution.js';
import type { CombineChoice } from './combine-choice.js';
import type { Normalisation } from './normalise.js';
import type { OutputGrid } from './output-grid.js';
import type { PlacedFrame } from './place-frames.js';
import type { SurveyedFrame } from './surveyed-frame.js';

/** Cards of one frame's own time, level and storage that are not those of the stack. */
const ofOneFrame =
  /^(?:SIMPLE|EXTEND|UT-OBS|TIME-OBS|UTC|UT|UTSTART|JD|JD-.*|MJD.*|DATE|DATE-.*|EXPOSURE|XPOSURE|TELAPSE|EXPTIME|NCOMBINE|E?GAIN|GAINSRC|RDNOISE|READNOIS|RON|SATURATE|DATAMIN|DATAMAX|MEDIAN|CBLACK|CWHITE|AIRMASS|AZ|ALT|CENTAZ|CENTALT|OBJCTAZ|OBJCTALT|PLTSOLVD|MATCHED|RMSPX|LOGODDS)$/;

/** Exposure, times and detector of a stack as far as its frames tell them. */
export interface StackFacts {
  /** Of what the values stand for: of the reference when frames were scaled to it. */
  readonly exposureSeconds: number | null;
  readonly totalExposureSeconds: number | null;
  /** UTC. */
  readonly dateObs: string | null;
  readonly dateEnd: string | null;
  readonly dateAvg: string | null;
  /** Electrons per unit: photon variance of a value is value / gain. */
  readonly gain: number | null;
  /** Read noise of the whole stack, electrons. */
  readonly readNoise: number | null;
  readonly saturation: number | null;
}

export interface StackInput {
  readonly frame: PlacedFrame;
  readonly normalisation: Normalisation;
}

/** Times, exposure and equivalent detector of a stack. */
export function stackFacts(
  inputs: readonly StackInput[],
  reference: SurveyedFrame,
  { method }: Pick<CombineChoice, 'method'>,
): StackFacts {
  const exposures = inputs.map(({ frame }) => frame.exposureSeconds);
  const total = sumOrNull(exposures);
  const isScaled = inputs.some(({ normalisation }) => normalisation.scale !== 1);
  const exposure =
    method === 'sum'
      ? total
      : isScaled
        ? reference.exposureSeconds
        : total === null
          ? null
          : total / inputs.length;
  return {
    exposureSeconds: exposure,
    totalExposureSeconds: total,
    ...times(inputs),
    ...detector(inputs, method),
    saturation: saturation(inputs, method),
  };
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>(
    (sum, value) => (sum === null || value === null ? null : sum + value),
    0,
  );
}

function times(inputs: readonly StackInput[]): Pick<StackFacts, 'dateObs' | 'dateEnd' | 'dateAvg'> {
  const spans = inputs.flatMap(({ frame: { startUtc, exposureSeconds } }) => {
    if (startUtc === null) return [];
    const start = Date.parse(`${startUtc}Z`);
    return [{ start, seconds: exposureSeconds ?? 0 }];
  });
  if (spans.length < inputs.length) return { dateObs: null, dateEnd: null, dateAvg: null };
  const iso = (instant: number): string => new Date(Math.round(instant)).toISOString().slice(0, 23);
  const weight = spans.reduce((sum, { seconds }) => sum + seconds, 0);
  const mean = spans.reduce(
    (sum, { start, seconds }) =>
      sum + (start + 500 * seconds) * (weight > 0 ? seconds / weight : 1 / spans.length),
    0,
  );
  return {
    dateObs: iso(Math.min(...spans.map(({ start }) => start))),
    dateEnd: iso(Math.max(...spans.map(({ start, seconds }) => start + 1000 * seconds))),
    dateAvg: iso(mean),
  };
}

/**
 * With v_j the values, s_j scales, w_j weights of sum W, g_j gains and r_j read noises: a mean has
 * photon variance sum(w_j^2 s_j^2 v_j / g_j) / W^2, and s_j v_j is the value of the stack, so that
 * gain = W^2 / sum(w_j^2 s_j / g_j); a median has pi/2 of the variance; a sum of n has n / sum(s_j / g_j).
 */
function detector(
  inputs: readonly StackInput[],
  method: CombineChoice['method'],
): Pick<StackFacts, 'gain' | 'readNoise'> {
  let [total, photons, readout]: [number, number, number | null] = [0, 0, 0];
  for (const { frame, normalisation } of inputs) {
    if (frame.gain === null) return { gain: null, readNoise: null };
    const weight = method === 'weighted-mean' ? normalisation.weight : 1;
    total += weight;
    photons += (weight ** 2 * normalisation.scale) / frame.gain;
    readout =
      readout === null || frame.readNoise === null
        ? null
        : readout + (weight * normalisation.scale * (frame.readNoise / frame.gain)) ** 2;
  }
  const spread = method === 'median' && inputs.length > 2 ? Math.PI / 2 : 1;
  const gain = method === 'sum' ? inputs.length / photons : total ** 2 / photons / spread;
  const inUnits =
    readout === null
      ? null
      : method === 'sum'
        ? Math.sqrt(readout)
        : Math.sqrt(readout * spread) / total;
  return { gain, readNoise: inUnits === null ? null : inUnits * gain };
}

function saturation(inputs: readonly StackInput[], method: CombineChoice['method']): number | null {
  const levels = inputs.map(({ frame, normalisation: { scale, offset } }) => {
    const level = frame.frame.saturationLevel;
    return level === undefined ? Infinity : level * scale + offset;
  });
  const least = Math.min(...levels);
  if (!Number.isFinite(least)) return null;
  return method === 'sum' ? least * inputs.length : least;
}

/** Cards of where the pixels are in the sky; none without a WCS. */
export function gridCards({ wcs }: OutputGrid): CardEntry[] {
  return wcs === undefined ? [] : tanSipCards(wcs);
}

/** A header without what belongs to the frame it is from. */
export function headerOfOthers(header: Header | undefined): Header {
  return (header ?? Header.empty).filter(
    ({ keyword }) => !wcsCard.test(keyword) && !ofOneFrame.test(keyword),
  );
}

/** A header that keeps everything but the place of its pixels. */
export function headerWithoutPlace(header: Header | undefined): Header {
  return (header ?? Header.empty).filter(({ keyword }) => !wcsCard.test(keyword));
}

export interface StackHeaderFacts extends StackFacts {
  readonly inputs: readonly StackInput[];
  readonly reference: SurveyedFrame;
  readonly choice: CombineChoice;
  readonly interpolation: string;
}

/** Header of the stacked picture: the reference's, with what became of it. */
export function stackHeader(facts: StackHeaderFacts, grid: OutputGrid): Header {
  const { inputs, reference, choice } = facts;
  const { rejection, method, normalise } = choice;
  const known = (keyword: string, value: number | string | null, comment: string): CardEntry[] =>
    value === null ? [] : [[keyword, value, comment]];
  const cards: CardEntry[] = [
    ...gridCards(grid),
    ['NCOMBINE', inputs.length, 'frames that were combined'],
    ...known('EXPTIME', facts.exposureSeconds, 's, of what the values stand for'),
    ...known('TOTEXP', facts.totalExposureSeconds, 's, of all frames together'),
    ...known('DATE-OBS', facts.dateObs, 'start of the first exposure, UTC'),
    ...known('DATE-END', facts.dateEnd, 'end of the last exposure, UTC'),
    ...known('DATE-AVG', facts.dateAvg, 'mean of the middles, weighted by exposure, UTC'),
    ...known('EGAIN', facts.gain, 'electrons per unit, for the photon noise'),
    ...known('RDNOISE', facts.readNoise, 'electrons, of the whole stack'),
    ...known('SATURATE', facts.saturation, 'from here on a pixel may be burnt out'),
    ['COMBINE', method, 'how values became one'],
    ['REJECT', rejection.kind, 'how values were left out'],
    ...(rejection.kind === 'none'
      ? []
      : ([
          ['REJLOW', rejection.low, 'limit of it'],
          ['REJHIGH', rejection.high, 'limit of it'],
        ] satisfies CardEntry[])),
    ['INTERPOL', facts.interpolation, 'resampling'],
    ['FLUXKEPT', facts.interpolation === 'area', 'T flux, F surface brightness is conserved'],
    ['SCALING', normalise.scale, 'factors by'],
    ['OFFSETS', normalise.offset, 'offsets by'],
    ['WEIGHTS', normalise.weights, 'weights by'],
    ['REFFILE', nameInHeader(reference.frame.file), 'frame that gives level and header'],
  ];
  const header = headerOfOthers(reference.frame.header).withAll(cards);
  return inputs.reduce(
    (sofar, input, k) => historyOf(input, k).reduce((to, text) => to.withHistory(text), sofar),
    header,
  );
}

/** Name of a file for a card: FITS holds ASCII only, other characters become `?`. */
export function nameInHeader(path: string): string {
  return basename(path)
    .replace(/[^\x20-\x7e]/gu, '?')
    .slice(0, 60);
}

/** Two lines of a frame, each within a card. */
function historyOf({ frame, normalisation }: StackInput, k: number): string[] {
  const { placement } = frame;
  const { scale, offset } = normalisation;
  const name = nameInHeader(frame.frame.file);
  const place = `shift ${placement.offset.x.toFixed(2)} ${placement.offset.y.toFixed(2)} turn ${placement.view.rotationDeg.toFixed(3)}`;
  return [
    `${k + 1} ${name}`.slice(0, 72),
    `  ${placement.how}: ${place}; x ${scale.toPrecision(6)} + ${offset.toPrecision(6)}`,
  ];
}
