import { image, type Image } from '@nightskies/pixels';

/**
 * A sky of 160 x 120 px: a slope, noise from whole numbers, 60 stars of FWHM 2.6 px (some beyond
 * the border, some blended), a hot pixel and a saturated star. Made by the same arithmetic in
 * `photutils_fixture.py`.
 */
export function madeUpSky(): Image {
  const [width, height] = [160, 120];
  const stars = Array.from({ length: 60 }, (_, k) => ({
    x: ((k * 7919 + 13) % 16400) / 100 - 2,
    y: ((k * 104729 + 7) % 12300) / 100 - 1.5,
    height: 60 * 10 ** (((k * 31) % 60) / 25),
  }));
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let value = 500 + 0.5 * x + 0.3 * y + 0.002 * x * y;
      value += ((x * 7919 + y * 104729 + x * y * 31) % 101) * 0.2;
      for (const star of stars) {
        const square = (x - star.x) ** 2 + (y - star.y) ** 2;
        value += star.height * Math.exp(-square / 2.44);
      }
      data[y * width + x] = Math.min(value, 9000);
    }
  }
  data[50 * width + 71] += 800;
  return image(width, height, data);
}

/** A mask for it: a rectangle and a scattering of pixels. */
export function madeUpMask(): Image<Uint8Array> {
  const mask = image(160, 120, new Uint8Array(160 * 120));
  for (let y = 0; y < 120; y += 1) {
    for (let x = 0; x < 160; x += 1) {
      const inside = x >= 40 && x < 52 && y >= 30 && y < 44;
      if (inside || (x * 5 + y * 3) % 17 === 0) mask.data[y * 160 + x] = 1;
    }
  }
  return mask;
}
