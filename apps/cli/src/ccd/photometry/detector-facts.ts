import type { Header } from '@nightskies/fits';
import type { Detector } from './ccd-equation.js';
import type { PhotometryOptions } from './options.js';

/** What is known of camera and exposure, and what had to be done without. */
export interface DetectorFacts extends Detector {
  /** At or above this a pixel is saturated; null when unknown. */
  readonly saturation: number | null;
  /** Magnitudes are of the light per second; null when unknown, and of the whole exposure. */
  readonly exposureSeconds: number | null;
  /** Each fact in words with its origin, for whoever reads the results. */
  readonly notes: readonly string[];
}

/** Facts of the options, else of the header. */
export function detectorFacts(
  options: Pick<PhotometryOptions, 'gain' | 'readNoise' | 'saturation' | 'exposure' | 'background'>,
  header: Header | undefined,
  plateau: number | undefined,
): DetectorFacts {
  const gain = options.gain ?? positive(header, gainKeywords(header)) ?? null;
  const readNoise = options.readNoise ?? positive(header, ['RDNOISE', 'READNOIS', 'RON']) ?? 0;
  const exposureSeconds = options.exposure ?? positive(header, ['EXPTIME', 'EXPOSURE']) ?? null;
  return {
    gain,
    readNoise,
    saturation: options.saturation ?? plateau ?? null,
    exposureSeconds,
    notes: [
      ...(header === undefined
        ? ['a picture without a FITS header: right only if its numbers are proportional to light']
        : []),
      ...(gain === null
        ? [
            options.background === 'none'
              ? 'no gain is known (--gain, EGAIN) and no background is measured: fluxes have no errors'
              : 'no gain is known (--gain, EGAIN): errors are of the background alone, without the photons of the stars',
          ]
        : []),
      ...(exposureSeconds === null
        ? ['no exposure is known (--exposure, EXPTIME): magnitudes are of the whole exposure']
        : []),
    ],
  };
}

/** EGAIN is electrons per number; GAIN is that only where its origin stands beside it. */
function gainKeywords(header: Header | undefined): readonly string[] {
  return header?.has('GAINSRC') === true ? ['EGAIN', 'GAIN'] : ['EGAIN'];
}

function positive(header: Header | undefined, keywords: readonly string[]): number | undefined {
  return keywords
    .map((keyword) => header?.number(keyword))
    .find((value) => value !== undefined && value > 0);
}
