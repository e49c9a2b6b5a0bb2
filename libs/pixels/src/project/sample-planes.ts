import { interpolationTaps, type Interpolation } from '../resample/interpolation.js';
import { phaseCount, type FrameLayout, type MemoryLayout, type PlaneAt } from './frame-layout.js';
import type { ResampleExports } from './frame-samples.js';

/** What of a frame is sampled, and how. */
export interface Sampling {
  readonly frame: FrameLayout;
  readonly at: MemoryLayout;
  readonly interpolation: Interpolation;
  /** The first further plane, where one pass samples it with values and flags. */
  readonly errors: PlaneAt | null;
  /** What a px of distance to an edge of x and of y counts. */
  readonly edgeScaleX: number;
  readonly edgeScaleY: number;
}

/** How a frame is sampled, of which a px of distance to an edge counts 1. */
export function samplingOf(
  frame: FrameLayout,
  at: MemoryLayout,
  interpolation: Interpolation,
): Sampling {
  const errors = interpolation === 'bilinear' ? errorsOf(frame, at) : null;
  return { frame, at, interpolation, errors, edgeScaleX: 1, edgeScaleY: 1 };
}

/** Errors pixel by pixel, of a frame with flags. */
function errorsOf(
  { width, height }: FrameLayout,
  { further, joined, areas }: MemoryLayout,
): PlaneAt | null {
  if (joined === null || further.length === 0) return null;
  const [plane] = further;
  const isAlike = plane.width === width && plane.height === height && (plane.stepPx ?? 1) === 1;
  const isPlain = plane.interpolation !== 'nearest' && (areas === null || plane.byPhase !== true);
  return isAlike && isPlain ? plane : null;
}

/** Samples all planes at `count` positions from `begin` on. */
export function samplePlanes(
  exports: ResampleExports,
  sampling: Sampling,
  begin: number,
  count: number,
): void {
  const { at, errors } = sampling;
  if (errors !== null) samplePixels(exports, sampling, errors, begin, count);
  else sampleEach(exports, sampling, begin, count);
  for (let k = errors === null ? 0 : 1; k < at.further.length; k++) {
    sampleFurther(exports, at, k, begin, count);
  }
}

/** Values, errors, flags and edges at once. */
function samplePixels(
  exports: ResampleExports,
  { frame, at, edgeScaleX, edgeScaleY }: Sampling,
  errors: PlaneAt,
  begin: number,
  count: number,
): void {
  exports.samplePixels(
    // Means over areas come later, and take the place of values.
    at.areas === null ? at.value : 0,
    errors.at,
    at.flags ?? 0,
    at.joined ?? 0,
    frame.width,
    frame.height,
    errors.byPhase === true ? at.phases : 0,
    phaseCount,
    edgeScaleX,
    edgeScaleY,
    at.x + 8 * begin,
    at.y + 8 * begin,
    count,
    at.valueOut + 8 * begin,
    at.furtherOut[0] + 8 * begin,
    at.flagsOut + begin,
    at.edge + 8 * begin,
  );
}

/** Values, flags and edges one after another. */
function sampleEach(
  exports: ResampleExports,
  { frame, at, interpolation, edgeScaleX, edgeScaleY }: Sampling,
  begin: number,
  count: number,
): void {
  const { width, height } = frame;
  const x = at.x + 8 * begin;
  const y = at.y + 8 * begin;
  const edge = at.edge + 8 * begin;
  // Means over areas come later, and take the place of values.
  if (at.areas === null) {
    const out = at.valueOut + 8 * begin;
    if (interpolation === 'nearest') {
      exports.sampleNearest(at.value, width, height, 1, x, y, count, out);
    } else if (interpolation === 'bilinear') {
      exports.sampleBilinear(at.value, width, height, 1, x, y, count, out);
    } else if (interpolation === 'bicubic') {
      exports.sampleBicubic(at.value, width, height, at.cubic, x, y, count, at.scratch, out);
    } else {
      exports.sampleLanczos3(at.value, width, height, at.lanczos, x, y, count, at.scratch, out);
    }
  }
  if (at.flags !== null) {
    const taps = interpolationTaps[interpolation];
    exports.sampleFlags(at.flags, width, height, taps, x, y, count, at.flagsOut + begin);
  }
  exports.edgeDistances(width - 1, height - 1, edgeScaleX, edgeScaleY, x, y, count, edge);
}

function sampleFurther(
  exports: ResampleExports,
  at: MemoryLayout,
  k: number,
  begin: number,
  count: number,
): void {
  const plane = at.further[k];
  const x = at.x + 8 * begin;
  const y = at.y + 8 * begin;
  const out = at.furtherOut[k] + 8 * begin;
  const scale = 1 / (plane.stepPx ?? 1);
  const sample = plane.interpolation === 'nearest' ? exports.sampleNearest : exports.sampleBilinear;
  sample(plane.at, plane.width, plane.height, scale, x, y, count, out);
  if (plane.byPhase === true) exports.scaleByPhase(at.phases, phaseCount, x, y, count, out);
}
