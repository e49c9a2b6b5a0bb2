// What is done to the planes of a frame in which stars are measured: bad pixels filled, discs of stars
// marked, their light taken out, sums over rings. All addresses are handed in: the module owns no memory
// of its own. Planes are row by row, `width` pixels each, followed by at least 16 readable bytes.

/** Squares of a plane of f32 in place; `count` is filled up to a multiple of four. */
export function squarePlane(plane: usize, count: i32): void {
  const end = plane + (<usize>count << 2);
  for (let at = plane; at < end; at += 16) {
    const four = v128.load(at);
    v128.store(at, f32x4.mul(four, four));
  }
}

/**
 * Pixels with one of the bits; those without a finite value or variance get `noData` before.
 *
 * @param found i32, room for all pixels; indices in their order
 * @returns how many there are
 */
export function findBad(
  pixels: usize,
  variance: usize,
  flags: usize,
  count: i32,
  badBits: i32,
  noData: i32,
  found: usize,
): i32 {
  const zero = f32x4.splat(0);
  const bits = i32x4.splat(badBits);
  const missing = i32x4.splat(noData);
  let out = found;
  for (let at = 0; at < count; at += 4) {
    const value = v128.load(pixels + (<usize>at << 2));
    const noise = v128.load(variance + (<usize>at << 2));
    // 0 but for NaN and infinities.
    const odd = f32x4.add(f32x4.sub(value, value), f32x4.sub(noise, noise));
    const bytes = v128.load32_zero(flags + <usize>at);
    const four = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    const marked = v128.or(four, v128.and(f32x4.ne(odd, zero), missing));
    const bad = v128.and(marked, bits);
    if (!v128.any_true(bad)) continue;
    const clear = i32x4.eq(bad, zero);
    for (let k = 0; k < 4 && at + k < count; k++) {
      if ((i32x4.bitmask(clear) & (1 << k)) != 0) continue;
      const here = <usize>(at + k);
      const lacks =
        load<f32>(pixels + (here << 2)) - load<f32>(pixels + (here << 2)) +
        (load<f32>(variance + (here << 2)) - load<f32>(variance + (here << 2))) != 0;
      if (lacks) store<u8>(flags + here, load<u8>(flags + here) | <u8>noData);
      store<i32>(out, at + k);
      out += 4;
    }
  }
  return <i32>((out - found) >> 2);
}

/** Puts the mean of the neighbours that are not bad in the place of bad pixels, 0 without any. */
export function fillBad(
  pixels: usize,
  variance: usize,
  flags: usize,
  width: i32,
  count: i32,
  badBits: i32,
  found: usize,
  foundCount: i32,
): void {
  for (let n = 0; n < foundCount; n++) {
    const at = load<i32>(found + (<usize>n << 2));
    const column = at % width;
    let sum: f64 = 0;
    let noise: f64 = 0;
    let good = 0;
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const other = at + dy * width + dx;
        if (column + dx < 0 || column + dx >= width || other < 0 || other >= count) continue;
        if ((load<u8>(flags + <usize>other) & <u8>badBits) != 0) continue;
        sum += <f64>load<f32>(pixels + (<usize>other << 2));
        noise += <f64>load<f32>(variance + (<usize>other << 2));
        good++;
      }
    }
    store<f32>(pixels + (<usize>at << 2), good == 0 ? 0 : <f32>(sum / <f64>good));
    store<f32>(variance + (<usize>at << 2), good == 0 ? 0 : <f32>(noise / <f64>good));
  }
}

/**
 * Pixels that stand out of the mean of those two to the left and right: the square of what is more is
 * at least `limit` times the variance.
 *
 * @param found i32, room for all pixels
 * @returns how many there are
 */
export function findSharp(
  pixels: usize,
  variance: usize,
  width: i32,
  height: i32,
  limit: f64,
  found: usize,
): i32 {
  const half = f64x2.splat(0.5);
  const zero = f64x2.splat(0);
  const limits = f64x2.splat(limit);
  const quarter = f32x4.splat(<f32>(0.25 * limit));
  let out = found;
  for (let row = 2; row < height - 2; row++) {
    const last = (row + 1) * width - 2;
    for (let at = row * width + 2; at < last; at += 4) {
      const here = pixels + (<usize>at << 2);
      const value = v128.load(here);
      const left = v128.load(here - 8);
      const right = v128.load(here, 8);
      const noise = v128.load(variance + (<usize>at << 2));
      // Nearly no pixel stands out half as far, which float32 can tell.
      const out4 = f32x4.sub(value, f32x4.mul(f32x4.splat(0.5), f32x4.add(left, right)));
      const near = f32x4.lt(f32x4.mul(out4, out4), f32x4.mul(quarter, noise));
      if (!v128.any_true(v128.andnot(f32x4.gt(out4, f32x4.splat(0)), near))) continue;
      for (let pair = 0; pair < 2; pair++) {
        const first = pair == 0;
        const v = f64x2.promote_low_f32x4(first ? value : v128.shuffle<i64>(value, value, 1, 1));
        const l = f64x2.promote_low_f32x4(first ? left : v128.shuffle<i64>(left, left, 1, 1));
        const r = f64x2.promote_low_f32x4(first ? right : v128.shuffle<i64>(right, right, 1, 1));
        const n = f64x2.promote_low_f32x4(first ? noise : v128.shuffle<i64>(noise, noise, 1, 1));
        const beside = f64x2.sub(v, f64x2.mul(half, f64x2.add(l, r)));
        const far = v128.not(f64x2.lt(f64x2.mul(beside, beside), f64x2.mul(limits, n)));
        const bits = i64x2.bitmask(v128.and(far, f64x2.gt(beside, zero)));
        if (bits == 0) continue;
        const from = at + 2 * pair;
        if ((bits & 1) != 0 && from < last) {
          store<i32>(out, from);
          out += 4;
        }
        if ((bits & 2) != 0 && from + 1 < last) {
          store<i32>(out, from + 1);
          out += 4;
        }
      }
    }
  }
  return <i32>((out - found) >> 2);
}

/**
 * Whose light stands in each pixel: 0 nobody's, k + 1 that of disc k alone, -1 of several, or flagged.
 *
 * @param discs x, y and radius of each, f64; no disc with a radius of 0
 * @param owners i32
 */
export function markDiscs(
  flags: usize,
  owners: usize,
  width: i32,
  height: i32,
  discs: usize,
  count: i32,
): void {
  const zero = i32x4.splat(0);
  const pixels = width * height;
  for (let at = 0; at < pixels; at += 4) {
    const bytes = v128.load32_zero(flags + <usize>at);
    const four = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(bytes));
    v128.store(owners + (<usize>at << 2), i32x4.ne(four, zero));
  }
  for (let star = 0; star < count; star++, discs += 24) {
    const radius = load<f64>(discs, 16);
    if (!(radius > 0)) continue;
    const x = load<f64>(discs);
    const y = load<f64>(discs, 8);
    const top = max(<i32>Math.ceil(y - radius), 0);
    const bottom = min(<i32>Math.floor(y + radius), height - 1);
    for (let row = top; row <= bottom; row++) {
      const dy = <f64>row - y;
      const half = Math.sqrt(Math.max(radius * radius - dy * dy, 0));
      const left = max(<i32>Math.ceil(x - half), 0);
      const right = min(<i32>Math.floor(x + half), width - 1);
      const line = owners + (<usize>(row * width) << 2);
      for (let column = left; column <= right; column++) {
        const at = line + (<usize>column << 2);
        store<i32>(at, load<i32>(at) == 0 ? star + 1 : -1);
      }
    }
  }
}

/** A profile at the square of a distance: f64 at 0.25, 0.75, 1.25 ... px, straight lines between. */
@inline
function profileAt(profile: usize, square: f64): f64 {
  const place = Math.max(2 * Math.sqrt(square) - 0.5, 0);
  const k = <i32>place;
  const at = profile + (<usize>k << 3);
  const low = load<f64>(at);
  return low + (place - <f64>k) * (load<f64>(at, 8) - low);
}

/**
 * Takes the light of stars out of a plane of f32.
 *
 * @param stars x, y, light and reach in px of each, f64; nothing is done for a reach of 0
 * @param profile light per px as a part of the whole, f64 at every half px from 0.25 on, to 1 px beyond
 *   the farthest reach
 */
export function takeStars(
  plane: usize,
  width: i32,
  height: i32,
  stars: usize,
  count: i32,
  profile: usize,
): void {
  const zero = f64x2.splat(0);
  const half2 = f64x2.splat(0.5);
  const two = f64x2.splat(2);
  for (let star = 0; star < count; star++, stars += 32) {
    const reach = load<f64>(stars, 24);
    if (!(reach > 0)) continue;
    const x = load<f64>(stars);
    const y = load<f64>(stars, 8);
    const light = load<f64>(stars, 16);
    const lights = f64x2.splat(light);
    const top = max(<i32>Math.ceil(y - reach), 0);
    const bottom = min(<i32>Math.floor(y + reach), height - 1);
    for (let row = top; row <= bottom; row++) {
      const dy = <f64>row - y;
      const dy2 = dy * dy;
      const half = Math.sqrt(Math.max(reach * reach - dy2, 0));
      let column = max(<i32>Math.ceil(x - half), 0);
      const right = min(<i32>Math.floor(x + half), width - 1);
      let at = plane + (<usize>(row * width + column) << 2);
      const dy2s = f64x2.splat(dy2);
      for (; column < right; column += 2, at += 8) {
        const dx = f64x2.replace_lane(f64x2.splat(<f64>column - x), 1, <f64>(column + 1) - x);
        const square = f64x2.add(f64x2.mul(dx, dx), dy2s);
        const place = f64x2.pmax(
          zero,
          f64x2.sub(f64x2.mul(two, f64x2.sqrt(square)), half2),
        );
        const k = i32x4.trunc_sat_f64x2_s_zero(place);
        const first = v128.load(profile + (<usize>i32x4.extract_lane(k, 0) << 3));
        const second = v128.load(profile + (<usize>i32x4.extract_lane(k, 1) << 3));
        const low = v128.shuffle<i64>(first, second, 0, 2);
        const high = v128.shuffle<i64>(first, second, 1, 3);
        const part = f64x2.sub(place, f64x2.convert_low_i32x4_s(k));
        const density = f64x2.add(low, f64x2.mul(part, f64x2.sub(high, low)));
        const value = f64x2.promote_low_f32x4(v128.load64_zero(at));
        const left = f64x2.sub(value, f64x2.mul(lights, density));
        v128.store64_lane(at, f32x4.demote_f64x2_zero(left), 0);
      }
      if (column == right) {
        const dx = <f64>column - x;
        const density = profileAt(profile, dx * dx + dy2);
        store<f32>(at, <f32>(<f64>load<f32>(at) - light * density));
      }
    }
  }
}

/**
 * Sums over the free pixels between two radii.
 *
 * @param places x, y and owner of each, f64: pixels of nobody and of the owner are free
 * @param output sum of the sky, sum of the variance and number of pixels of each, f64
 */
export function annulusSums(
  sky: usize,
  variance: usize,
  owners: usize,
  width: i32,
  height: i32,
  places: usize,
  count: i32,
  inner: f64,
  outer: f64,
  output: usize,
): void {
  const nobody = i32x4.splat(0);
  const lanes = i32x4(0, 1, 2, 3);
  const inner2 = inner * inner;
  const outer2 = outer * outer;
  for (let n = 0; n < count; n++, places += 24, output += 24) {
    const x = load<f64>(places);
    const y = load<f64>(places, 8);
    const owner = i32x4.splat(<i32>load<f64>(places, 16));
    let lightLow = f64x2.splat(0);
    let lightHigh = lightLow;
    let noiseLow = lightLow;
    let noiseHigh = lightLow;
    let pixels = nobody;
    const top = max(<i32>Math.ceil(y - outer), 0);
    const bottom = min(<i32>Math.floor(y + outer), height - 1);
    for (let row = top; row <= bottom; row++) {
      const dy = <f64>row - y;
      const dy2 = dy * dy;
      const half = Math.sqrt(Math.max(outer2 - dy2, 0));
      const left = max(<i32>Math.ceil(x - half), 0);
      const right = min(<i32>Math.floor(x + half), width - 1);
      // The row in two parts, before and after the hole; where it does not meet it, the first is all.
      let before = right;
      let after = right + 1;
      if (dy2 <= inner2) {
        const hole = Math.sqrt(inner2 - dy2);
        before = min(<i32>Math.ceil(x - hole) - 1, right);
        after = max(<i32>Math.floor(x + hole) + 1, left);
      }
      const line = row * width;
      for (let part = 0; part < 2; part++) {
        const end = line + (part == 0 ? before : right);
        for (let at = line + (part == 0 ? left : after); at <= end; at += 4) {
          const from = <usize>at << 2;
          const whose = v128.load(owners + from);
          const free = v128.or(i32x4.eq(whose, nobody), i32x4.eq(whose, owner));
          const mask = v128.and(free, i32x4.le_s(lanes, i32x4.splat(end - at)));
          const value = v128.and(v128.load(sky + from), mask);
          const noise = v128.and(v128.load(variance + from), mask);
          lightLow = f64x2.add(lightLow, f64x2.promote_low_f32x4(value));
          lightHigh = f64x2.add(
            lightHigh,
            f64x2.promote_low_f32x4(v128.shuffle<i64>(value, value, 1, 1)),
          );
          noiseLow = f64x2.add(noiseLow, f64x2.promote_low_f32x4(noise));
          noiseHigh = f64x2.add(
            noiseHigh,
            f64x2.promote_low_f32x4(v128.shuffle<i64>(noise, noise, 1, 1)),
          );
          pixels = i32x4.sub(pixels, mask);
        }
      }
    }
    const light = f64x2.add(lightLow, lightHigh);
    const noise = f64x2.add(noiseLow, noiseHigh);
    store<f64>(output, f64x2.extract_lane(light, 0) + f64x2.extract_lane(light, 1));
    store<f64>(output, f64x2.extract_lane(noise, 0) + f64x2.extract_lane(noise, 1), 8);
    store<f64>(
      output,
      <f64>(
        i32x4.extract_lane(pixels, 0) +
        i32x4.extract_lane(pixels, 1) +
        i32x4.extract_lane(pixels, 2) +
        i32x4.extract_lane(pixels, 3)
      ),
      16,
    );
  }
}

/**
 * Sums over the free pixels of the rings about one place.
 *
 * @param owner pixels of nobody and of the owner are free
 * @param squares of the radii between rings, f64, one more than rings
 * @param surface what is taken from the sky, or 0: `terms` factors of each column (from column 0) and of
 *   each row (from the first row of the rings), f64, whose products are added up
 * @param profile of the light taken from the sky, as `takeStars`; `ownSquare` where it ends
 * @param output per ring sum of the sky, of the light taken, of the variance, number of pixels, f64
 */
export function ringSums(
  sky: usize,
  variance: usize,
  owners: usize,
  width: i32,
  height: i32,
  x: f64,
  y: f64,
  owner: i32,
  squares: usize,
  rings: i32,
  terms: i32,
  columnFactors: usize,
  rowFactors: usize,
  profile: usize,
  ownLight: f64,
  ownSquare: f64,
  output: usize,
): void {
  memory.fill(output, 0, <usize>rings << 5);
  const innermost = load<f64>(squares);
  const outermost = load<f64>(squares + (<usize>rings << 3));
  const outer = Math.sqrt(outermost);
  const top = max(<i32>Math.ceil(y - outer), 0);
  const bottom = min(<i32>Math.floor(y + outer), height - 1);
  for (let row = top; row <= bottom; row++, rowFactors += <usize>terms << 3) {
    const dy = <f64>row - y;
    const dy2 = dy * dy;
    const half = Math.sqrt(Math.max(outermost - dy2, 0));
    const left = max(<i32>Math.ceil(x - half) - 1, 0);
    const right = min(<i32>Math.floor(x + half) + 1, width - 1);
    let k = rings - 1;
    let ring = output + (<usize>k << 5);
    for (let column = left; column <= right; column++) {
      const at = <usize>(row * width + column) << 2;
      const whose = load<i32>(owners + at);
      if (whose != 0 && whose != owner) continue;
      const dx = <f64>column - x;
      const square = dx * dx + dy2;
      if (square < innermost || square >= outermost) continue;
      while (square < load<f64>(squares + (<usize>k << 3))) k--;
      while (square >= load<f64>(squares + (<usize>k << 3), 8)) k++;
      ring = output + (<usize>k << 5);
      let level: f64 = 0;
      if (terms > 0) {
        const factors = columnFactors + (<usize>(column * terms) << 3);
        for (let term: usize = 0; term < <usize>terms << 3; term += 8) {
          level += load<f64>(rowFactors + term) * load<f64>(factors + term);
        }
      }
      store<f64>(ring, load<f64>(ring) + (<f64>load<f32>(sky + at) - level));
      if (square < ownSquare) {
        store<f64>(ring, load<f64>(ring, 8) + ownLight * profileAt(profile, square), 8);
      }
      store<f64>(ring, load<f64>(ring, 16) + <f64>load<f32>(variance + at), 16);
      store<f64>(ring, load<f64>(ring, 24) + 1, 24);
    }
  }
}
