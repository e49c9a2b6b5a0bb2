// Exact rank filter of one tile over a disk: the window is a bitmap over the ranks of the tile's pixels,
// so that a step of the window flips a few bits and the wanted one is found by counting bits.
// All addresses are handed in: the module owns no memory of its own.

const WORDS: i32 = 1024; // 65536 ranks in words of 64 bits

@inline
function orderedKey(bits: u32): u32 {
  return bits ^ ((<u32>(<i32>bits >> 31)) | 0x80000000);
}

/** Sorts the tile's values and writes the rank of every pixel and the value of every rank. */
function rankPixels(values: usize, count: i32, ranks: usize, sorted: usize, scratch: usize): void {
  const keysA = scratch;
  const keysB = keysA + <usize>count * 4;
  const placesA = keysB + <usize>count * 4;
  const placesB = placesA + <usize>count * 2;
  const counts = (placesB + <usize>count * 2 + 7) & ~7;
  memory.fill(counts, 0, 3 * 2048 * 4);
  for (let i = 0; i < count; i++) {
    const key = orderedKey(load<u32>(values + (<usize>i << 2)));
    store<u32>(keysA + (<usize>i << 2), key);
    const low = counts + ((key & 2047) << 2);
    const middle = counts + 8192 + (((key >> 11) & 2047) << 2);
    const high = counts + 16384 + ((key >> 22) << 2);
    store<u32>(low, load<u32>(low) + 1);
    store<u32>(middle, load<u32>(middle) + 1);
    store<u32>(high, load<u32>(high) + 1);
  }
  for (let pass = 0; pass < 3; pass++) {
    let sum: u32 = 0;
    const at = counts + pass * 8192;
    for (let i: usize = 0; i < 2048; i++) {
      const here = load<u32>(at + (i << 2));
      store<u32>(at + (i << 2), sum);
      sum += here;
    }
  }
  for (let i = 0; i < count; i++) {
    const key = load<u32>(keysA + (<usize>i << 2));
    const bin = counts + ((key & 2047) << 2);
    const to = load<u32>(bin);
    store<u32>(bin, to + 1);
    store<u32>(keysB + (<usize>to << 2), key);
    store<u16>(placesB + (<usize>to << 1), <u16>i);
  }
  for (let i = 0; i < count; i++) {
    const key = load<u32>(keysB + (<usize>i << 2));
    const bin = counts + 8192 + (((key >> 11) & 2047) << 2);
    const to = load<u32>(bin);
    store<u32>(bin, to + 1);
    store<u32>(keysA + (<usize>to << 2), key);
    store<u16>(placesA + (<usize>to << 1), load<u16>(placesB + (<usize>i << 1)));
  }
  for (let i = 0; i < count; i++) {
    const key = load<u32>(keysA + (<usize>i << 2));
    const bin = counts + 16384 + ((key >> 22) << 2);
    const to = load<u32>(bin);
    store<u32>(bin, to + 1);
    const place = <usize>load<u16>(placesA + (<usize>i << 1));
    store<u16>(ranks + (place << 1), <u16>to);
    store<u32>(sorted + (<usize>to << 2), load<u32>(values + (place << 2)));
  }
}

let below: i32 = 0;
let pointer: i32 = 0;

/** Takes a pixel out of the window. */
@inline
function leave(bitmap: usize, rank: u32): void {
  const word = bitmap + ((rank >> 6) << 3);
  store<u64>(word, load<u64>(word) & ~(<u64>1 << (rank & 63)));
  below -= <i32>((<i32>(rank >> 6)) < pointer);
}

@inline
function enter(bitmap: usize, rank: u32): void {
  const word = bitmap + ((rank >> 6) << 3);
  store<u64>(word, load<u64>(word) | (<u64>1 << (rank & 63)));
  below += <i32>((<i32>(rank >> 6)) < pointer);
}

/** The rank of the wanted-th set bit, counted from 0. */
@inline
function pick(bitmap: usize, wanted: i32): u32 {
  while (below > wanted) {
    pointer--;
    below -= <i32>popcnt<u64>(load<u64>(bitmap + (<usize>pointer << 3)));
  }
  let word = load<u64>(bitmap + (<usize>pointer << 3));
  let inWord = <i32>popcnt<u64>(word);
  while (below + inWord <= wanted) {
    below += inWord;
    pointer++;
    word = load<u64>(bitmap + (<usize>pointer << 3));
    inWord = <i32>popcnt<u64>(word);
  }
  for (let skip = wanted - below; skip > 0; skip--) word &= word - 1;
  return (<u32>pointer << 6) + <u32>ctz<u64>(word);
}

/** How many more pixels without a number enter than leave in a step; they have the last ranks. */
@inline
function gapsEntering(centre: usize, gone: usize, come: usize, bytes: usize, valid: u32): i32 {
  let more = 0;
  for (let k: usize = 0; k < bytes; k += 4) {
    more += <i32>(<u32>load<u16>(centre + <usize>load<i32>(come + k)) >= valid);
    more -= <i32>(<u32>load<u16>(centre + <usize>load<i32>(gone + k)) >= valid);
  }
  return more;
}

/** The rank wanted among so many values, from 0. */
@inline
function rankOf(fraction: f64, present: i32): i32 {
  return min(<i32>(fraction * <f64>present), present - 1);
}

/**
 * @param values haloed tile, f32, (width + 2 radius) x (height + 2 radius)
 * @param gaps how many of the values are NaN, all with sign bit 0 so that they sort last
 * @param halfWidths i32 per row of the footprint, -radius to radius: its half width there
 * @param fraction of the values that are below the wanted one: 0.5 for the median
 * @param output f32, width x height
 * @param scratch 16 KiB + 18 bytes per haloed pixel + 24 bytes per row of the footprint + 24 KiB
 */
export function tileMedian(
  values: usize,
  gaps: i32,
  width: i32,
  height: i32,
  radius: i32,
  halfWidths: usize,
  fraction: f64,
  output: usize,
  scratch: usize,
): void {
  const stride = width + 2 * radius;
  const count = stride * (height + 2 * radius);
  const side = 2 * radius + 1;
  const bitmap = scratch;
  const sorted = bitmap + WORDS * 8;
  const ranks = sorted + <usize>count * 4;
  const offsets = (ranks + <usize>count * 2 + 7) & ~7;
  const rowBytes = <usize>side << 2;
  const sort = offsets + 6 * rowBytes;
  rankPixels(values, count, ranks, sorted, sort);

  // Byte offsets of the ranks that enter and leave in a step to the right, to the left and down.
  let footprint = 0;
  for (let k = 0; k < side; k++) {
    const d = k - radius;
    const w = load<i32>(halfWidths + (<usize>k << 2));
    footprint += 2 * w + 1;
    const at = offsets + (<usize>k << 2);
    store<i32>(at, (d * stride - w) * 2);
    store<i32>(at + rowBytes, (d * stride + w + 1) * 2);
    store<i32>(at + 2 * rowBytes, (d * stride + w) * 2);
    store<i32>(at + 3 * rowBytes, (d * stride - w - 1) * 2);
    store<i32>(at + 4 * rowBytes, (d - w * stride) * 2);
    store<i32>(at + 5 * rowBytes, (d + (w + 1) * stride) * 2);
  }
  const valid = <u32>(count - gaps);
  let missing = 0;
  let wanted = 0;

  memory.fill(bitmap, 0, WORDS * 8);
  below = 0;
  pointer = 0;
  let centre = ranks + (<usize>(radius * stride + radius) << 1);
  for (let k = 0; k < side; k++) {
    const w = load<i32>(halfWidths + (<usize>k << 2));
    for (let dx = -w; dx <= w; dx++) {
      const rank = <u32>load<u16>(centre + <usize>(((k - radius) * stride + dx) * 2));
      enter(bitmap, rank);
      missing += <i32>(rank >= valid);
    }
  }

  wanted = rankOf(fraction, footprint - missing);
  for (let y = 0; y < height; y++) {
    const rightwards = (y & 1) == 0;
    const gone = offsets + (rightwards ? 0 : 2 * rowBytes);
    const come = gone + rowBytes;
    const step: usize = rightwards ? 2 : -2;
    let out = output + (<usize>(y * width + (rightwards ? 0 : width - 1)) << 2);
    const outStep: usize = rightwards ? 4 : -4;
    for (let x = 0; ; ) {
      store<f32>(out, wanted < 0 ? NaN : load<f32>(sorted + (<usize>pick(bitmap, wanted) << 2)));
      if (++x == width) break;
      if (gaps != 0) {
        missing += gapsEntering(centre, gone, come, rowBytes, valid);
        wanted = rankOf(fraction, footprint - missing);
      }
      for (let k: usize = 0; k < rowBytes; k += 4) {
        leave(bitmap, <u32>load<u16>(centre + <usize>load<i32>(gone + k)));
        enter(bitmap, <u32>load<u16>(centre + <usize>load<i32>(come + k)));
      }
      centre += step;
      out += outStep;
    }
    if (y + 1 < height) {
      const above = offsets + 4 * rowBytes;
      if (gaps != 0) {
        missing += gapsEntering(centre, above, above + rowBytes, rowBytes, valid);
        wanted = rankOf(fraction, footprint - missing);
      }
      for (let k: usize = 0; k < rowBytes; k += 4) {
        leave(bitmap, <u32>load<u16>(centre + <usize>load<i32>(above + k)));
        enter(bitmap, <u32>load<u16>(centre + <usize>load<i32>(above + rowBytes + k)));
      }
      centre += <usize>stride << 1;
    }
  }
}
