// Frames and masters to measure with: a sky with gradient, stars and noise. Seeded.

/** Numbers of 0 to 1, the same for the same seed (mulberry32). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A sky of some 500 DN with 12 DN of noise and 3000 stars. */
export function skyFrame(width, height, seed) {
  const random = randomNumbers(seed);
  const sky = new Float32Array(width * height);
  for (let k = 0; k < sky.length; k++) {
    const noise = random() + random() + random() + random() - 2;
    sky[k] = 400 + 0.2 * (k % width) + 0.1 * Math.floor(k / width) + 20.8 * noise;
  }
  for (let star = 0; star < 3000; star++) {
    const x = 3 + Math.floor(random() * (width - 6));
    const y = 3 + Math.floor(random() * (height - 6));
    const flux = 300 / (random() + 0.01);
    for (let dy = -3; dy <= 3; dy++) {
      for (let dx = -3; dx <= 3; dx++) {
        sky[(y + dy) * width + x + dx] += flux * Math.exp(-(dx * dx + dy * dy) / 2);
      }
    }
  }
  return sky;
}

/** Raw numbers of a camera that saw this sky over a bias of about 1000 DN. */
export function rawOf(sky) {
  return Uint16Array.from(sky, (value) => Math.min(65535, Math.max(0, Math.round(1035 + value))));
}

/** Bias, dark, flat and bad pixels, with a few pixels of flat 0 and a few bad ones. */
export function masters(width, height, seed) {
  const random = randomNumbers(seed);
  const plane = (value) => Float32Array.from({ length: width * height }, (_, k) => value(k));
  return {
    bias: plane(() => 1000 + 3 * random()),
    dark: plane(() => 30 + 10 * random()),
    flat: plane((k) => {
      const x = (k % width) / width - 0.5;
      const y = Math.floor(k / width) / height - 0.5;
      return k % 99991 === 0 ? 0 : 1.03 - 0.4 * (x * x + y * y) + 0.01 * random();
    }),
    badPixels: Uint8Array.from({ length: width * height }, () => (random() < 1e-3 ? 1 : 0)),
  };
}
