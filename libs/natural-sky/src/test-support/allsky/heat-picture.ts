import { crc32, deflateSync } from 'node:zlib';

/** An RGB picture, three bytes a pixel, row by row from the top. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Values side by side as discs, each -1 (blue) to 1 (red), NaN grey; `at` of panel, column and row. */
export function heatPicture(
  panels: number,
  side: number,
  at: (panel: number, u: number, v: number) => number,
): Picture {
  const width = panels * side;
  const rgb = new Uint8Array(width * side * 3);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < width; column++) {
      const panel = Math.floor(column / side);
      const u = ((column % side) + 0.5) / (side / 2) - 1;
      const value = at(panel, u, 1 - (row + 0.5) / (side / 2));
      const place = (row * width + column) * 3;
      const depth = Math.min(1, Math.abs(value));
      const colour = Number.isNaN(value)
        ? [90, 90, 90]
        : value > 0
          ? [255, 255 * (1 - depth), 255 * (1 - depth)]
          : [255 * (1 - depth), 255 * (1 - depth), 255];
      rgb.set(colour, place);
    }
  }
  return { width, height: side, rgb };
}

/** PNG of a picture. */
export function pngOf({ width, height, rgb }: Picture): Uint8Array {
  const raw = Buffer.alloc(height * (1 + 3 * width));
  for (let row = 0; row < height; row++) {
    raw.set(rgb.subarray(row * 3 * width, (row + 1) * 3 * width), row * (1 + 3 * width) + 1);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(raw)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  out.set(body, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
