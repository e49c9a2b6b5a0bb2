// One pass over a raw frame: value, uncertainty and flags, four pixels a step, in float32 with every
// operation rounded, in the order of the TypeScript twin. Blocks of pixels with anything to flag but
// bad pixels are gone over once more, one by one.
//
// Planes are the caller's, with room for whole steps of four pixels: no static data, no memory of
// its own.

// Bits of `pixelFlags` of the contracts.
const SATURATED: u8 = 1;
const NONLINEAR: u8 = 2;
const NO_DATA: u8 = 8;

/** Pixels between two looks at what is to be flagged: a call inside the loop would cost a quarter. */
const BLOCK: usize = 256;

let drift: f32 = 0;
let lowest: f32 = 0;
let highest: f32 = 0;
let saturation: f32 = 0;

let saturatedPixels: i32 = 0;
let nonlinearPixels: i32 = 0;
let noDataPixels: i32 = 0;

/** Numbers of pixels flagged by the last frame. */
export function saturatedCount(): i32 {
  return saturatedPixels;
}

export function nonlinearCount(): i32 {
  return nonlinearPixels;
}

export function noDataCount(): i32 {
  return noDataPixels;
}

/** Flags one pixel whose value and sigma are stored already, and takes them away where not usable. */
function flagPixel(
  raw: usize,
  bias: usize,
  flat: usize,
  value: usize,
  sigma: usize,
  flags: usize,
): void {
  const stored = <f32>load<u16>(raw);
  const signal = stored - load<f32>(bias) - drift;
  let bits = load<u8>(flags);
  if (stored >= saturation) {
    bits |= SATURATED;
    saturatedPixels++;
  }
  if (signal < lowest || signal > highest) {
    bits |= NONLINEAR;
    nonlinearPixels++;
  }
  if (!(load<f32>(flat) > 0 && abs<f32>(load<f32>(value)) < Infinity)) {
    bits |= NO_DATA;
    noDataPixels++;
    store<f32>(value, NaN);
    store<f32>(sigma, NaN);
  }
  store<u8>(flags, bits);
}

/**
 * Calibrates `count` pixels: raw u16; bias, dark and flat f32; `bad` flag bytes to be kept. The
 * table holds the linearity factor at whole DN from `tableOrigin` on, its last entry, `tableLast`,
 * twice.
 */
export function calibrate(
  raw: usize,
  bias: usize,
  dark: usize,
  flat: usize,
  bad: usize,
  table: usize,
  value: usize,
  sigma: usize,
  flags: usize,
  count: i32,
  driftDn: f32,
  darkFactor: f32,
  tableOrigin: f32,
  tableLast: f32,
  lowestDn: f32,
  highestDn: f32,
  saturationDn: f32,
  quietVarianceDn2: f32,
  varianceOfSignal: f32,
  flatRelativeVariance: f32,
): void {
  drift = driftDn;
  lowest = lowestDn;
  highest = highestDn;
  saturation = saturationDn;
  saturatedPixels = 0;
  nonlinearPixels = 0;
  noDataPixels = 0;

  const drifts = f32x4.splat(driftDn);
  const darkFactors = f32x4.splat(darkFactor);
  const origins = f32x4.splat(tableOrigin);
  const lastPlaces = f32x4.splat(tableLast);
  const lowestSignals = f32x4.splat(lowestDn);
  const highestSignals = f32x4.splat(highestDn);
  const saturations = f32x4.splat(saturationDn);
  const quietVariances = f32x4.splat(quietVarianceDn2);
  const variancesOfSignal = f32x4.splat(varianceOfSignal);
  const flatVariances = f32x4.splat(flatRelativeVariance);
  const zero = f32x4.splat(0);
  // The bits of 2^21 + n, n below 2^21, are 0x4a000000 + 4 n: an offset among 32-bit entries.
  // It goes through memory because a constant would be built anew, in four instructions, every step.
  store<f32>(value, 2097152);
  const offsetMaker = v128.load32_splat(value);
  const tableBase = i32x4.splat(<i32>table - 0x4a000000);

  for (let block: usize = 0; block < <usize>count; block += BLOCK) {
    const end = min<usize>(block + BLOCK, <usize>count);
    let brightest = zero;
    let least = highestSignals;
    let most = lowestSignals;
    let leastSensitivity = f32x4.splat(Infinity);
    let finite = zero;
    for (let k = block; k < end; k += 4) {
      const at = k << 2;
      const raws = v128.load64_zero(raw + (k << 1));
      const stored = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(raws));
      const signal = f32x4.sub(f32x4.sub(stored, v128.load(bias + at)), drifts);

      // pmax(0, NaN) is 0: a pixel without bias looks up the first factor; its value is NaN anyway.
      const place = f32x4.pmin(f32x4.pmax(zero, f32x4.sub(signal, origins)), lastPlaces);
      const whole = f32x4.floor(place);
      const addresses = i32x4.add(f32x4.add(whole, offsetMaker), tableBase);
      const low = i64x2.extract_lane(addresses, 0);
      const high = i64x2.extract_lane(addresses, 1);
      const pairs = v128.load64_lane(<usize>(low >>> 32), v128.load64_zero(<usize>low), 1);
      const others = v128.load64_lane(<usize>(high >>> 32), v128.load64_zero(<usize>high), 1);
      const left = v128.shuffle<i32>(pairs, others, 0, 2, 4, 6);
      const right = v128.shuffle<i32>(pairs, others, 1, 3, 5, 7);
      const part = f32x4.sub(place, whole);
      const factor = f32x4.add(left, f32x4.mul(part, f32x4.sub(right, left)));

      const linear = f32x4.mul(signal, factor);
      const light = f32x4.sub(linear, f32x4.mul(v128.load(dark + at), darkFactors));
      const sensitivity = v128.load(flat + at);
      const result = f32x4.div(light, sensitivity);
      const variance = f32x4.add(
        f32x4.add(
          f32x4.mul(quietVariances, f32x4.mul(factor, factor)),
          f32x4.mul(f32x4.pmax(linear, zero), variancesOfSignal),
        ),
        f32x4.mul(f32x4.mul(light, light), flatVariances),
      );
      v128.store(value + at, result);
      v128.store(sigma + at, f32x4.div(f32x4.sqrt(variance), sensitivity));
      store<u32>(flags + k, load<u32>(bad + k));

      // NaN goes by the comparisons, and stays in the sum.
      brightest = i16x8.max_u(brightest, raws);
      least = f32x4.pmin(least, signal);
      most = f32x4.pmax(most, signal);
      leastSensitivity = f32x4.pmin(leastSensitivity, sensitivity);
      finite = f32x4.add(finite, f32x4.sub(result, result));
    }

    const ordinary = v128.and(
      v128.and(f32x4.ge(least, lowestSignals), f32x4.le(most, highestSignals)),
      v128.and(f32x4.gt(leastSensitivity, zero), f32x4.eq(finite, zero)),
    );
    const brightestOfAll = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(brightest));
    const unsaturated = f32x4.lt(brightestOfAll, saturations);
    if (i32x4.bitmask(v128.and(ordinary, unsaturated)) != 15) {
      for (let k = block; k < end; k++) {
        const at = k << 2;
        flagPixel(raw + (k << 1), bias + at, flat + at, value + at, sigma + at, flags + k);
      }
    }
  }
}
