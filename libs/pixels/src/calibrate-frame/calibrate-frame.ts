import { pixelFlags } from '@nightskies/contracts';
import { type Image, image } from '../image.js';
import { wasm } from '../kernels/calibrate-frame.wasm.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import {
  type CalibratedPlanes,
  type CalibrationPlanes,
  type FrameTerms,
  requireFrameShape,
  roundedTerms,
} from './frame-calibration.js';
import type { LinearityTable } from './linearity-table.js';

interface CalibrateExports {
  readonly calibrate: (...addressesCountAndTerms: number[]) => void;
  readonly saturatedCount: () => number;
  readonly nonlinearCount: () => number;
  readonly noDataCount: () => number;
}

const newKernel = (): KernelModule<CalibrateExports> =>
  new KernelModule(wasm, (exports): exports is CalibrateExports => 'calibrate' in exports);

let kernel = newKernel();

/** The kernel works in steps of so many pixels. */
const step = 4;

/** Where the planes of a frame lie in the kernel's memory, in bytes. */
function layoutOf(pixels: number, tableLength: number) {
  const room = Math.ceil(pixels / step) * step;
  let end = 0;
  const next = (bytes: number): number => {
    const at = end;
    end = aligned(end + bytes);
    return at;
  };
  const bias = next(4 * room);
  const dark = next(4 * room);
  const flat = next(4 * room);
  const bad = next(room);
  const raw = next(2 * room);
  const value = next(4 * room);
  const sigma = next(4 * room);
  const flags = next(room);
  const table = next(4 * (tableLength + 1));
  return { bias, dark, flat, bad, raw, value, sigma, flags, table, bytes: end };
}

// What the memory of this thread holds, so that the planes of a set are copied once for its frames.
let held:
  | {
      readonly planes: readonly WeakRef<object>[];
      readonly pixels: number;
      readonly bad: number;
    }
  | undefined;

// A thread that goes on to other work lets go of the planes, and with them of 25 bytes a pixel here.
const forgotten = new FinalizationRegistry<typeof held>((planes) => {
  if (held !== planes) return;
  held = undefined;
  kernel = newKernel();
});

/** Copies the planes unless they are there already; returns the number of bad pixels. */
function holdPlanes(
  buffer: ArrayBuffer,
  at: ReturnType<typeof layoutOf>,
  { bias, dark, flat, badPixels }: CalibrationPlanes,
): number {
  const planes = [bias.data, dark.data, flat.data, badPixels.data];
  const pixels = badPixels.data.length;
  if (held?.pixels === pixels && planes.every((plane, k) => plane === held?.planes[k].deref())) {
    return held.bad;
  }
  new Float32Array(buffer, at.bias, pixels).set(bias.data);
  new Float32Array(buffer, at.dark, pixels).set(dark.data);
  new Float32Array(buffer, at.flat, pixels).set(flat.data);
  const flags = new Uint8Array(buffer, at.bad, pixels);
  let bad = 0;
  for (let k = 0; k < pixels; k++) {
    const isBad = badPixels.data[k] !== 0;
    flags[k] = isBad ? pixelFlags.bad.bit : 0;
    if (isBad) bad++;
  }
  held = { planes: planes.map((plane) => new WeakRef(plane)), pixels, bad };
  forgotten.register(badPixels.data, held);
  return bad;
}

function writeTable(buffer: ArrayBuffer, at: number, { factors }: LinearityTable): void {
  const table = new Float32Array(buffer, at, factors.length + 1);
  table.set(factors);
  table[factors.length] = factors[factors.length - 1];
}

/**
 * One frame, calibrated in one pass: with raw S, master bias B, drift d, signal a = S - B - d,
 * linearity factor L at the fractional a, dark D scaled by t, flat F,
 *
 *     value    = (a L - t D) / F                                    (image-stages 3.1)
 *     sigma^2  = [q L^2 + max(a L, 0) / g + (a L - t D)^2 f] / F^2
 *
 * with the quiet variance q (read noise, rounding, masters: they act before linearisation), the gain
 * g and the relative variance f of the flat. Signed, not clamped. Flags: saturated in the raw frame;
 * signal outside `lowestDn`..`highestDn`; bad pixel; no data (value and sigma NaN) where the flat is
 * not positive or the value not finite. Float32 throughout, bit-equal to `calibrateFrameReference`;
 * against float64 arithmetic within 1e-6 of the signal.
 *
 * The planes are copied into the memory of this thread's kernel and kept for the next frame that
 * comes with the same arrays, as long as the caller keeps those: their contents must not be changed
 * in place.
 *
 * @throws RangeError for planes of another size, terms that are not finite
 */
export function calibrateFrame(
  raw: Image<Uint16Array>,
  planes: CalibrationPlanes,
  terms: FrameTerms,
): CalibratedPlanes {
  return withCalibratedFrame(raw, planes, terms, ({ value, sigma, flags, counts }) => ({
    value: { ...value, data: value.data.slice() },
    sigma: { ...sigma, data: sigma.data.slice() },
    flags: { ...flags, data: flags.data.slice() },
    counts,
  }));
}

/**
 * `calibrateFrame` without the copy: lends the result to `use`, which encodes or measures it. The
 * arrays are those of the kernel: the next frame overwrites them, so nothing of them may be kept.
 */
export function withCalibratedFrame<R>(
  raw: Image<Uint16Array>,
  planes: CalibrationPlanes,
  terms: FrameTerms,
  use: (frame: CalibratedPlanes) => R,
): R {
  requireFrameShape(raw, planes);
  const term = roundedTerms(terms);
  const { width, height } = raw;
  const pixels = width * height;
  const at = layoutOf(pixels, terms.linearity.factors.length);
  const buffer = kernel.buffer(at.bytes);
  const bad = holdPlanes(buffer, at, planes);
  writeTable(buffer, at.table, terms.linearity);
  new Uint16Array(buffer, at.raw, pixels).set(raw.data);

  const { exports } = kernel;
  exports.calibrate(
    at.raw,
    at.bias,
    at.dark,
    at.flat,
    at.bad,
    at.table,
    at.value,
    at.sigma,
    at.flags,
    pixels,
    term.drift,
    term.darkScale,
    term.origin,
    term.lastPlace,
    term.lowest,
    term.highest,
    term.saturation,
    term.quietVariance,
    term.signalVariance,
    term.flatVariance,
  );
  return use({
    value: image(width, height, new Float32Array(buffer, at.value, pixels)),
    sigma: image(width, height, new Float32Array(buffer, at.sigma, pixels)),
    flags: image(width, height, new Uint8Array(buffer, at.flags, pixels)),
    counts: {
      saturated: exports.saturatedCount(),
      nonlinear: exports.nonlinearCount(),
      bad,
      noData: exports.noDataCount(),
    },
  });
}
