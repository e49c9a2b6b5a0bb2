import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import type { Image } from '@nightskies/pixels';
import { cropSide, cropStart, regionOf } from './central-region.js';
import { float32Mean } from './float32-mean.js';
import { meanOf } from './noise-statistics.js';
import type { RawFrame } from './raw-frame.js';

/** How far the bias of the camera stood from the master bias, DN. */
export interface BiasDrift {
  readonly driftDn: number;
  /** 1 sigma of this one number; common to all pixels of the frame, not part of their own sigma. */
  readonly uncertaintyDn: number;
  /** Caveats, for example that the crop of this frame is missing. */
  readonly problems: readonly Problem[];
}

export interface CropDrift {
  readonly name: string;
  readonly driftDn: number;
  readonly uncertaintyDn: number;
  /** Standard deviation of a pixel about the mean of its row, DN. */
  readonly pixelNoiseDn: number;
  /** Standard deviation of the row means beyond what the noise of their pixels explains, DN. */
  readonly rowNoiseDn: number;
  /** UTC Julian date of the crop, null when its header does not say. */
  readonly julianDate: number | null;
}

/** Where a crop lies in the full frame: as its header says (XORGSUBF, YORGSUBF), else central. */
function cropOrigin(crop: RawFrame, master: Image | Image<Float64Array>) {
  const x = crop.header.integer('XORGSUBF') ?? cropStart(master.width, crop.image.width);
  const y = crop.header.integer('YORGSUBF') ?? cropStart(master.height, crop.image.height);
  const fits =
    x >= 0 &&
    y >= 0 &&
    x + crop.image.width <= master.width &&
    y + crop.image.height <= master.height;
  if (!fits) {
    throw new NightSkiesError(
      problem('bias-crop-outside', 'the bias crop does not lie inside the master bias', {
        file: crop.name,
        found: `${crop.image.width} x ${crop.image.height} at column ${x}, row ${y} (from 0)`,
        expected: `inside ${master.width} x ${master.height}`,
        hint: 'Use the master bias of this camera and binning, or leave the crop out.',
      }),
    );
  }
  return { x, y };
}

/**
 * Bias drift at the time of one crop: mean(crop) - mean(master bias in the crop's region), DN
 * (image-stages 3.4). The uncertainty is the scatter of the row means of the difference over the
 * square root of their number: it holds read noise and row noise alike, and needs no gain.
 */
export function driftOfCrop(crop: RawFrame, masterBias: Image | Image<Float64Array>): CropDrift {
  const { width, height } = crop.image;
  const { x, y } = cropOrigin(crop, masterBias);
  const master = regionOf(masterBias, x, y, width, height);
  const rowMeans = new Float64Array(height);
  let squares = 0;
  for (let row = 0; row < height; row++) {
    const difference = new Float64Array(width);
    for (let column = 0; column < width; column++) {
      const k = row * width + column;
      difference[column] = crop.image.data[k] - master.data[k];
    }
    rowMeans[row] = meanOf(difference);
    for (const value of difference) squares += (value - rowMeans[row]) ** 2;
  }
  const driftDn = meanOf(rowMeans);
  let scatter = 0;
  for (const mean of rowMeans) scatter += (mean - driftDn) ** 2;
  const rowVariance = scatter / Math.max(height - 1, 1);
  const pixelVariance = squares / Math.max(height * (width - 1), 1);
  return {
    name: crop.name,
    driftDn,
    uncertaintyDn: Math.sqrt(rowVariance / height),
    pixelNoiseDn: Math.sqrt(pixelVariance),
    rowNoiseDn: Math.sqrt(Math.max(rowVariance - pixelVariance / width, 0)),
    julianDate: crop.header.number('JD') ?? null,
  };
}

/** Standard uncertainty of a drift taken over from one side only, where nothing bounds it, DN. */
const oneSidedUncertaintyDn = 0.5;

const root = (...terms: readonly number[]): number => Math.hypot(...terms);

function between(
  before: CropDrift,
  after: CropDrift,
  julianDate: number,
): Omit<BiasDrift, 'problems'> {
  const share =
    before.julianDate === null || after.julianDate === null
      ? 0.5
      : (julianDate - before.julianDate) / (after.julianDate - before.julianDate);
  return {
    driftDn: before.driftDn * (1 - share) + after.driftDn * share,
    // The drift need not be straight between two crops: half of what it changed is allowed for.
    uncertaintyDn: root(
      before.uncertaintyDn * (1 - share),
      after.uncertaintyDn * share,
      (after.driftDn - before.driftDn) / 2,
    ),
  };
}

function interpolated(
  crops: readonly CropDrift[],
  julianDate: number | null,
): Omit<BiasDrift, 'problems'> {
  if (julianDate === null || crops.some((crop) => crop.julianDate === null)) {
    const drifts = crops.map((crop) => crop.driftDn);
    return {
      driftDn: meanOf(drifts),
      uncertaintyDn: root(
        oneSidedUncertaintyDn,
        (Math.max(...drifts) - Math.min(...drifts)) / 2,
        ...crops.map((crop) => crop.uncertaintyDn / crops.length),
      ),
    };
  }
  const when = (crop: CropDrift): number => crop.julianDate ?? julianDate;
  const inTime = [...crops].sort((a, b) => when(a) - when(b));
  const after = inTime.find((crop) => when(crop) > julianDate);
  const before = inTime.findLast((crop) => when(crop) <= julianDate);
  if (before !== undefined && after !== undefined) return between(before, after, julianDate);
  const nearest = before ?? after ?? inTime[0];
  return {
    driftDn: nearest.driftDn,
    uncertaintyDn: root(nearest.uncertaintyDn, oneSidedUncertaintyDn),
  };
}

function noCrop(frame: string): NightSkiesError {
  return new NightSkiesError(
    problem('bias-crop-missing', 'no bias crop of this set can be used', {
      file: frame,
      found: 'no crop',
      expected: 'biasc6.fit to biasc52.fit, one for each frame',
      hint: 'Without any crop the bias of the night is not known; copy the biasc files of the set.',
    }),
  );
}

/**
 * Bias drift of a frame, DN. With its own crop it is that of the crop. When that is missing, the
 * drifts of the given crops are interpolated linearly in time to the read-out of the frame, with a
 * larger uncertainty and the caveat `bias-crop-interpolated`.
 *
 * @param readOutJulianDate end of the exposure, UTC; null when the header does not say.
 * @throws NightSkiesError `bias-crop-missing` when there is no crop at all.
 */
export function biasDrift(
  frame: { readonly name: string; readonly readOutJulianDate: number | null },
  crops: { readonly own: CropDrift } | { readonly neighbours: readonly CropDrift[] },
): BiasDrift {
  if ('own' in crops) {
    return { driftDn: crops.own.driftDn, uncertaintyDn: crops.own.uncertaintyDn, problems: [] };
  }
  if (crops.neighbours.length === 0) throw noCrop(frame.name);
  const drift = interpolated(crops.neighbours, frame.readOutJulianDate);
  return {
    ...drift,
    problems: [
      problem(
        'bias-crop-interpolated',
        `the bias drift of the frame is taken from other crops: ${drift.driftDn.toFixed(2)} +- ${drift.uncertaintyDn.toFixed(2)} DN`,
        {
          file: frame.name,
          found: crops.neighbours.map((crop) => crop.name).join(', '),
          expected: 'the bias crop taken right after this frame',
          hint: 'Nothing needs to be done; restore the missing crop for a better value.',
        },
      ),
    ],
  };
}

/**
 * Drift as the old pipeline has it: float64 mean of the crop minus the float32 mean of the master
 * bias in its fixed central region (image-stages 3.4, D7; NumPy's order of additions).
 */
export function compatDriftOfCrop(crop: RawFrame, masterBias: Image | Image<Float64Array>): number {
  const x = cropStart(masterBias.width, cropSide);
  const y = cropStart(masterBias.height, cropSide);
  const region = regionOf(masterBias, x, y, cropSide, cropSide).data;
  const baseline =
    masterBias.data instanceof Float32Array
      ? float32Mean(Float32Array.from(region))
      : meanOf(region);
  return meanOf(crop.image.data) - baseline;
}

/**
 * A drift as the B stage of the old pipeline reads it back from its text file: `%5.3f`, that is
 * rounded to 3 decimals, ties of the binary value to even (D5).
 */
export function roundedDrift(driftDn: number): number {
  const thousandths = driftDn * 1000;
  const below = Math.floor(thousandths);
  const rest = thousandths - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  return (up ? below + 1 : below) / 1000;
}
