// A frame on its way to its stars: less its background, in units of its noise, and what is measured
// around single pixels of it. All addresses are handed in: the module owns no memory of its own.

/** Pixels of a row less those of another: f32, `width` of them. */
export function lessRow(row: usize, other: usize, width: i32, output: usize): void {
  const end = <usize>width << 2;
  let x: usize = 0;
  for (; x + 16 <= end; x += 16) {
    v128.store(output + x, f32x4.sub(v128.load(row + x), v128.load(other + x)));
  }
  for (; x < end; x += 4) store<f32>(output + x, load<f32>(row + x) - load<f32>(other + x));
}

/** Adds the pixels of a row from a byte on, so many, that are at or above a level to a list. */
function listAtOrAbove(row: usize, from: usize, bytes: usize, first: i32, level: f64, list: usize): void {
  for (let x = from; x < from + bytes; x += 4) {
    if (!(<f64>load<f32>(row + x) >= level)) continue;
    const count = load<i32>(list) + 1;
    store<i32>(list, count);
    store<i32>(list + (<usize>count << 2), first + <i32>(x >> 2));
  }
}

/**
 * Takes the background off a row in place, and writes the result divided by the noise, or by `least`
 * where that is larger; 0 where this is no finite number.
 *
 * @param level @param noise f32 per pixel
 * @param first number of the row's first pixel
 * @param saturation pixels at or above it, before, go to the list
 * @param list i32: how many there are, then their numbers
 * @returns the largest absolute value of the quotients
 */
export function residualRow(
  row: usize,
  level: usize,
  noise: usize,
  width: i32,
  least: f32,
  scaled: usize,
  first: i32,
  saturation: f64,
  list: usize,
): f32 {
  const end = <usize>width << 2;
  const floor = f32x4.splat(least);
  const infinite = f32x4.splat(Infinity);
  const full = f32x4.splat(<f32>saturation);
  let most = f32x4.splat(0);
  let x: usize = 0;
  for (; x + 16 <= end; x += 16) {
    const four = v128.load(row + x);
    if (v128.any_true(f32x4.ge(four, full))) listAtOrAbove(row, x, 16, first, saturation, list);
    const above = f32x4.sub(four, v128.load(level + x));
    v128.store(row + x, above);
    const quotient = f32x4.div(above, f32x4.max(v128.load(noise + x), floor));
    const size = f32x4.abs(quotient);
    const finite = f32x4.lt(size, infinite);
    v128.store(scaled + x, v128.and(quotient, finite));
    most = f32x4.pmax(most, v128.and(size, finite));
  }
  let largest = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  if (x < end) listAtOrAbove(row, x, end - x, first, saturation, list);
  for (; x < end; x += 4) {
    const above = load<f32>(row + x) - load<f32>(level + x);
    store<f32>(row + x, above);
    const quotient = above / max<f32>(load<f32>(noise + x), least);
    const finite = quotient - quotient == 0;
    store<f32>(scaled + x, finite ? quotient : 0);
    if (finite) largest = max<f32>(largest, abs<f32>(quotient));
  }
  return largest;
}

/**
 * Means of square cells, those at the right and lower edge cut off; NaN where no pixel is finite.
 *
 * @param sums f32, two per column and four more, scratch
 * @param output f32 per cell, row by row
 */
export function cellMeans(
  image: usize,
  width: i32,
  height: i32,
  cell: i32,
  sums: usize,
  output: usize,
): void {
  const rowBytes = <usize>width << 2;
  const counts = sums + rowBytes + 16;
  const one = f32x4.splat(1);
  for (let top = 0; top < height; top += cell) {
    const bottom = min(top + cell, height);
    memory.fill(sums, 0, 2 * rowBytes + 16);
    for (let y = top; y < bottom; y++) {
      const row = image + <usize>y * rowBytes;
      let x: usize = 0;
      for (; x + 16 <= rowBytes; x += 16) {
        const four = v128.load(row + x);
        const finite = f32x4.eq(f32x4.sub(four, four), f32x4.splat(0));
        v128.store(sums + x, f32x4.add(v128.load(sums + x), v128.and(four, finite)));
        v128.store(counts + x, f32x4.add(v128.load(counts + x), v128.and(one, finite)));
      }
      for (; x < rowBytes; x += 4) {
        const value = load<f32>(row + x);
        if (value - value != 0) continue;
        store<f32>(sums + x, load<f32>(sums + x) + value);
        store<f32>(counts + x, load<f32>(counts + x) + 1);
      }
    }
    for (let left = 0; left < width; left += cell) {
      const right = min(left + cell, width);
      let sum: f32 = 0;
      let count: f32 = 0;
      for (let x = left; x < right; x++) {
        sum += load<f32>(sums + (<usize>x << 2));
        count += load<f32>(counts + (<usize>x << 2));
      }
      store<f32>(output, sum / count);
      output += 4;
    }
  }
}

/**
 * Sums of whole pixels around places, in float64, those without a value left out.
 *
 * @param taps dx and dy (i32 each) of every pixel of the sum
 * @param places indices y * width + x, i32
 * @param output per place the sum (f64) and how many pixels it holds (f64)
 */
export function lightAround(
  image: usize,
  width: i32,
  height: i32,
  taps: usize,
  tapCount: i32,
  places: usize,
  count: i32,
  output: usize,
): void {
  const tapsEnd = taps + (<usize>tapCount << 3);
  for (let k = 0; k < count; k++, output += 16) {
    const index = load<i32>(places + (<usize>k << 2));
    const y = index / width;
    const x = index - y * width;
    let sum: f64 = 0;
    let pixels: f64 = 0;
    for (let tap = taps; tap < tapsEnd; tap += 8) {
      const column = x + load<i32>(tap);
      const row = y + load<i32>(tap, 4);
      if (column < 0 || column >= width || row < 0 || row >= height) continue;
      const value = <f64>load<f32>(image + (<usize>(row * width + column) << 2));
      if (value - value != 0) continue;
      sum += value;
      pixels += 1;
    }
    store<f64>(output, sum);
    store<f64>(output, pixels, 8);
  }
}

/** exp in float64 by halving and its series: the same steps as `exponential` of the twin. */
function exponential(x: f64): f64 {
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const r = x - k * 0.6931471803691238 - k * 1.9082149292705877e-10;
  let sum: f64 = 1.0 / 87178291200.0;
  sum = sum * r + 1.0 / 6227020800.0;
  sum = sum * r + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r + 1.0;
  sum = sum * r + 1.0;
  for (let n: f64 = 0; n < k; n += 1) sum *= 2;
  for (let n: f64 = 0; n > k; n -= 1) sum *= 0.5;
  return sum;
}

/** exp(scale d^2) from a distance on in steps of one, each by two products from the last. */
function fillGaussian(weights: usize, count: i32, from: f64, scale: f64, bend: f64): void {
  let weight = exponential(scale * from * from);
  let ratio = exponential(scale * (2 * from + 1));
  for (let k = 0; k < count; k++) {
    store<f64>(weights + (<usize>k << 3), weight);
    weight *= ratio;
    ratio *= bend;
  }
}

/**
 * Windowed centroids, as the twin says what they are.
 *
 * @param places indices y * width + x where to start, i32
 * @param noises f64 per place
 * @param weights two times `room` f64, scratch; room for the pixels across the window
 * @param output nine f64 per place: x, y, their standard errors, second moments xx, yy and xy, the
 *   standard error of such a moment, and 1 where the centroid came to rest
 */
export function windowedCentroids(
  image: usize,
  width: i32,
  height: i32,
  sigma: f64,
  stretch: f64,
  farthest: f64,
  perElectron: f64,
  rounds: i32,
  rest: f64,
  places: usize,
  noises: usize,
  count: i32,
  weights: usize,
  room: i32,
  output: usize,
): void {
  const reach = 4 * sigma;
  const scale = -0.5 / (sigma * sigma);
  const bend = exponential(2 * scale);
  const rowWeights = weights + (<usize>room << 3);
  for (let k = 0; k < count; k++, output += 72) {
    const index = load<i32>(places + (<usize>k << 2));
    const startY = <f64>(index / width);
    const startX = <f64>(index % width);
    let atX = startX;
    let atY = startY;
    let x = startX;
    let y = startY;
    let sum: f64 = 0;
    let settled = false;
    let x0 = 0;
    let x1 = 0;
    let y0 = 0;
    let y1 = 0;
    for (let round = 0; round < rounds && !settled; round++) {
      x = atX;
      y = atY;
      x0 = <i32>max<f64>(0, Math.ceil(x - reach));
      x1 = <i32>min<f64>(<f64>(width - 1), Math.floor(x + reach));
      y0 = <i32>max<f64>(0, Math.ceil(y - reach));
      y1 = <i32>min<f64>(<f64>(height - 1), Math.floor(y + reach));
      fillGaussian(weights, x1 - x0 + 1, <f64>x0 - x, scale, bend);
      fillGaussian(rowWeights, y1 - y0 + 1, <f64>y0 - y, scale, bend);
      sum = 0;
      let sumX: f64 = 0;
      let sumY: f64 = 0;
      for (let row = y0; row <= y1; row++) {
        const dy = <f64>row - y;
        const half = Math.sqrt(reach * reach - dy * dy);
        const to = min(x1, <i32>Math.floor(x + half));
        let line: f64 = 0;
        let lineX: f64 = 0;
        for (let column = max(x0, <i32>Math.ceil(x - half)); column <= to; column++) {
          const value = <f64>load<f32>(image + (<usize>(row * width + column) << 2));
          if (value - value != 0) continue;
          const part = load<f64>(weights + (<usize>(column - x0) << 3)) * value;
          line += part;
          lineX += part * (<f64>column - x);
        }
        const weight = load<f64>(rowWeights + (<usize>(row - y0) << 3));
        sum += weight * line;
        sumX += weight * lineX;
        sumY += weight * line * dy;
      }
      if (!(sum > 0)) break;
      const stepX = (stretch * sumX) / sum;
      const stepY = (stretch * sumY) / sum;
      atX += stepX;
      atY += stepY;
      settled = Math.sqrt(stepX * stepX + stepY * stepY) < rest;
      const awayX = atX - startX;
      const awayY = atY - startY;
      if (!(Math.sqrt(awayX * awayX + awayY * awayY) < farthest)) {
        settled = false;
        break;
      }
    }
    const noise = load<f64>(noises + (<usize>k << 3));
    const noiseSquare = noise * noise;
    let xx: f64 = 0;
    let yy: f64 = 0;
    let xy: f64 = 0;
    let varianceX: f64 = 0;
    let varianceY: f64 = 0;
    let varianceRound: f64 = 0;
    for (let row = y0; row <= y1; row++) {
      const dy = <f64>row - y;
      const half = Math.sqrt(reach * reach - dy * dy);
      const to = min(x1, <i32>Math.floor(x + half));
      const weightY = load<f64>(rowWeights + (<usize>(row - y0) << 3));
      for (let column = max(x0, <i32>Math.ceil(x - half)); column <= to; column++) {
        const dx = <f64>column - x;
        const value = <f64>load<f32>(image + (<usize>(row * width + column) << 2));
        if (value - value != 0) continue;
        const weight = weightY * load<f64>(weights + (<usize>(column - x0) << 3));
        const part = weight * value;
        const variance = weight * weight * (noiseSquare + max<f64>(value, 0) * perElectron);
        const square = dx * dx + dy * dy;
        xx += part * dx * dx;
        yy += part * dy * dy;
        xy += part * dx * dy;
        varianceX += variance * dx * dx;
        varianceY += variance * dy * dy;
        varianceRound += variance * square * square;
      }
    }
    store<f64>(output, settled ? atX : startX);
    store<f64>(output, settled ? atY : startY, 8);
    store<f64>(output, settled ? (stretch * Math.sqrt(varianceX)) / sum : NaN, 16);
    store<f64>(output, settled ? (stretch * Math.sqrt(varianceY)) / sum : NaN, 24);
    store<f64>(output, xx / sum, 32);
    store<f64>(output, yy / sum, 40);
    store<f64>(output, xy / sum, 48);
    store<f64>(output, Math.sqrt(varianceRound) / Math.abs(sum), 56);
    store<f64>(output, settled ? 1 : 0, 64);
  }
}
