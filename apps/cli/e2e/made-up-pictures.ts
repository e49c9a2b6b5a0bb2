import { readFileSync } from 'node:fs';
import { TanSip } from '@nightskies/astrometry';
import { Header, writeFits, type CardEntry } from '@nightskies/fits';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';

/** A camera of 8.5 x 6.4 deg without faults, sky as the eye sees it, rolled by 20 deg. */
export const width = 440;
export const height = 330;
export const scaleArcsec = 70;
const rollDeg = 20;

export function cameraAt(raDeg: number, decDeg: number): TanSip {
  const [sine, cosine] = [Math.sin, Math.cos].map((f) => f((rollDeg * Math.PI) / 180));
  const perPx = scaleArcsec / 3600;
  return new TanSip({
    crval: { raDeg, decDeg },
    crpix: { x: (width - 1) / 2, y: (height - 1) / 2 },
    cd: [
      [-perPx * (cosine ?? 1), -perPx * (sine ?? 0)],
      [perPx * (sine ?? 0), -perPx * (cosine ?? 1)],
    ],
  });
}

/** Pixels of 16 bits: catalogue stars to V 8.5, 2.4 px wide, on a sky with grain. */
export function starField(camera: TanSip): Uint16Array<ArrayBuffer> {
  const light = new Float64Array(width * height);
  let state = 12345;
  for (let k = 0; k < light.length; k += 1) {
    state = (state * 48271) % 2147483647;
    light[k] = 900 + (state / 2147483647 - 0.5) * 60;
  }
  const { crval } = camera.terms;
  const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
  const stars = catalogue.cone({ ...crval, radiusDeg: 6, limitV: 8.5 });
  for (let i = 0; i < stars.count; i += 1) {
    const at = camera.pixelOf({ x: stars.x[i], y: stars.y[i], z: stars.z[i] });
    if (at === undefined) continue;
    addStar(light, at.x, at.y, 10 ** (0.4 * (13.2 - stars.v[i])));
  }
  return Uint16Array.from(light, (value) => Math.min(65535, Math.round(value)));
}

function addStar(light: Float64Array, x: number, y: number, peak: number): void {
  const reach = 8;
  for (
    let row = Math.max(0, Math.round(y) - reach);
    row <= Math.min(height - 1, y + reach);
    row++
  ) {
    for (
      let column = Math.max(0, Math.round(x) - reach);
      column <= Math.min(width - 1, x + reach);
      column++
    ) {
      const at = row * width + column;
      light[at] = (light[at] ?? 0) + peak * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / 2.08);
    }
  }
}

export function fitsFile(
  data: Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer>,
  cards: readonly CardEntry[] = [],
): Uint8Array {
  return writeFits([{ shape: [width, height], data, header: Header.of(cards) }]);
}

/** A grey TIFF 6.0 of 16 bits, uncompressed. */
export function tiffFile(data: Uint16Array<ArrayBuffer>): Uint8Array {
  const pixels = new Uint8Array(data.buffer);
  const tags = [
    ...[
      [256, width],
      [257, height],
      [258, 16],
      [259, 1],
      [262, 1],
    ],
    ...[
      [273, 8],
      [277, 1],
      [278, height],
      [279, pixels.length],
    ],
  ];
  const tagsAt = 8 + pixels.length;
  const bytes = Buffer.alloc(tagsAt + 2 + 12 * tags.length + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(tagsAt, 4);
  bytes.set(pixels, 8);
  bytes.writeUInt16LE(tags.length, tagsAt);
  for (const [i, [tag = 0, value = 0]] of tags.entries()) {
    const at = tagsAt + 2 + 12 * i;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(4, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  return bytes;
}
