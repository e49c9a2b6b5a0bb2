import { wasm } from '../kernels/combine.wasm.js';
import { KernelModule } from '../kernels/kernel-memory.js';
import { bandLayout, type BandLayout } from './band-layout.js';
import { needsOrder, type CombinedPlanes, type CombinePlan } from './combine-options.js';
import { medianErrorRatio } from './median-error.js';
import { networkModule, type NetworkExports } from './network-module.js';

interface CombineExports {
  rescale(plane: number, bytes: number, scale: number, offset: number): void;
  combineSorted(
    list: number,
    groups: number,
    frames: number,
    sorted: number,
    counts: number,
    rejection: number,
    low: number,
    high: number,
    iterations: number,
    method: number,
    ratios: number,
    values: number,
    errors: number,
    used: number,
    accepted: number,
  ): void;
  acceptWhole(
    groups: number,
    frames: number,
    planes: number,
    planeBytes: number,
    low: number,
    high: number,
    method: number,
    ratio: number,
    values: number,
    least: number,
    greatest: number,
    errors: number,
    used: number,
    listed: number,
    accepted: number,
  ): number;
  meanOfPlanes(
    groups: number,
    frames: number,
    planes: number,
    planeBytes: number,
    weights: number,
    method: number,
    values: number,
    errors: number,
    used: number,
  ): void;
}

const kernel = new KernelModule<CombineExports>(
  wasm,
  (exports): exports is CombineExports => 'combineSorted' in exports && 'meanOfPlanes' in exports,
);

/** Networks grow as N log^2 N: beyond this the code of one no longer fits where it should. */
const mostNetworkFrames = 128;

const networks = new Map<number, KernelModule<NetworkExports>>();

/** The network of a number of frames, written at its first use; a few are kept. */
function networkOf(frames: number, layout: BandLayout): NetworkExports {
  let network = networks.get(frames);
  if (network === undefined) {
    if (networks.size === 8) networks.clear();
    network = new KernelModule<NetworkExports>(
      networkModule(frames, layout),
      (exports): exports is NetworkExports => 'medians' in exports && 'sortGroups' in exports,
      kernel,
    );
    networks.set(frames, network);
  }
  return network.exports;
}

const rejectionCodes = {
  none: 0,
  'kappa-sigma': 1,
  'winsorised-sigma': 2,
  'min-max': 3,
  percentile: 4,
} as const;

const methodCodes = { mean: 0, 'weighted-mean': 0, median: 1, sum: 2 } as const;

/** True for what the kernels do; the rest goes pixel by pixel. */
export function kernelsCan(plan: CombinePlan): boolean {
  const { frames, method, rejection, weights, weightPlanes, variances } = plan;
  return (
    frames <= mostNetworkFrames &&
    weightPlanes === null &&
    variances === null &&
    (method !== 'weighted-mean' || (rejection.kind === 'none' && !weights.includes(0)))
  );
}

/** `combineFrames` in bands that fit the cache; the same bits as pixel by pixel. */
export function combineInBands(
  planes: readonly Float32Array[],
  plan: CombinePlan,
  out: CombinedPlanes,
): void {
  const layout = bandLayout(plan.frames);
  const band = new Band(layout, plan);
  const length = out.value.length;
  for (let first = 0; first < length; first += layout.pixels) {
    const end = Math.min(length, first + layout.pixels);
    band.load(planes, first, end);
    band.combine(Math.ceil((end - first) / 4), out.error !== undefined);
    band.store(out, first, end);
  }
}

/** One band in the memory of the kernels, used again for the next. */
class Band {
  readonly #layout: BandLayout;
  readonly #plan: CombinePlan;
  readonly #network: NetworkExports;
  readonly #planes: readonly Float32Array[];
  readonly #values: Float32Array;
  readonly #errors: Float32Array;
  readonly #used: Uint16Array;

  constructor(layout: BandLayout, plan: CombinePlan) {
    const buffer = kernel.buffer(layout.bytes);
    this.#layout = layout;
    this.#plan = plan;
    this.#network = networkOf(plan.frames, layout);
    this.#planes = Array.from(
      { length: plan.frames },
      (_, k) => new Float32Array(buffer, layout.planes + k * layout.planeBytes, layout.pixels),
    );
    this.#values = new Float32Array(buffer, layout.values, layout.pixels);
    this.#errors = new Float32Array(buffer, layout.errors, layout.pixels);
    this.#used = new Uint16Array(buffer, layout.used, layout.pixels);
    const counts = Float32Array.from({ length: plan.frames + 1 }, (_, n) => medianErrorRatio(n));
    new Float32Array(buffer, layout.ratios, plan.frames + 1).set(counts);
    new Float64Array(buffer, layout.weights, plan.frames).set(plan.weights);
    const groups = layout.pixels / 4;
    new Int32Array(buffer, layout.every, groups).set(
      Int32Array.from({ length: groups }, (_, k) => k),
    );
  }

  load(planes: readonly Float32Array[], first: number, end: number): void {
    const { scales, offsets, asGiven } = this.#plan;
    for (let k = 0; k < planes.length; k += 1) {
      this.#planes[k].set(planes[k].subarray(first, end));
      if (!asGiven) {
        const bytes = ((end - first + 3) >> 2) * 16;
        kernel.exports.rescale(this.#planes[k].byteOffset, bytes, scales[k], offsets[k]);
      }
    }
  }

  combine(groups: number, withErrors: boolean): void {
    const { frames, method, rejection } = this.#plan;
    const { planes, planeBytes, weights, values, errors, used, every, listed, accepted } =
      this.#layout;
    const errorsAt = withErrors ? errors : 0;
    if (!needsOrder(this.#plan)) {
      kernel.exports.meanOfPlanes(
        groups,
        frames,
        planes,
        planeBytes,
        weights,
        methodCodes[method],
        values,
        errorsAt,
        used,
      );
    } else if (method === 'median' && rejection.kind === 'none' && !withErrors) {
      this.#used.fill(frames, 0, groups * 4);
      const withGaps = this.#network.medians(groups);
      this.#combineSorted(listed, withGaps, 0, 0);
    } else if (rejection.kind === 'kappa-sigma') {
      const others = this.#acceptWhole(groups, rejection.low, rejection.high, errorsAt);
      this.#combineSorted(listed, others, errorsAt, accepted);
    } else {
      this.#combineSorted(every, groups, errorsAt, 0);
    }
  }

  /** Does the pixels of which nothing is rejected; returns how many groups have others. */
  #acceptWhole(groups: number, low: number, high: number, errorsAt: number): number {
    const { frames, method } = this.#plan;
    const { planes, planeBytes, values, least, greatest, used, listed, accepted } = this.#layout;
    this.#network.spreads(groups);
    return kernel.exports.acceptWhole(
      groups,
      frames,
      planes,
      planeBytes,
      low,
      high,
      methodCodes[method],
      medianErrorRatio(frames),
      values,
      least,
      greatest,
      errorsAt,
      used,
      listed,
      accepted,
    );
  }

  #combineSorted(list: number, groups: number, errorsAt: number, accepted: number): void {
    const { portion } = this.#layout;
    for (let first = 0; first < groups; first += portion) {
      const count = Math.min(portion, groups - first);
      const done = accepted === 0 ? 0 : accepted + 16 * first;
      this.#combinePortion(list + 4 * first, count, errorsAt, done);
    }
  }

  #combinePortion(list: number, groups: number, errorsAt: number, accepted: number): void {
    const { frames, method, rejection } = this.#plan;
    const { sorted, counts, ratios, values, used } = this.#layout;
    this.#network.sortGroups(list, groups);
    kernel.exports.combineSorted(
      list,
      groups,
      frames,
      sorted,
      counts,
      rejectionCodes[rejection.kind],
      rejection.kind === 'none' ? 0 : rejection.low,
      rejection.kind === 'none' ? 0 : rejection.high,
      'iterations' in rejection ? rejection.iterations : 1,
      methodCodes[method],
      ratios,
      values,
      errorsAt,
      used,
      accepted,
    );
  }

  store(out: CombinedPlanes, first: number, end: number): void {
    const count = end - first;
    out.value.set(this.#values.subarray(0, count), first);
    out.error?.set(this.#errors.subarray(0, count), first);
    out.used?.set(this.#used.subarray(0, count), first);
  }
}
