import sharp from 'sharp';

/** 8-bit pixels row by row, the upper row first: grey, or red, green and blue. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

/** Pixels as PNG, as they are (no time, no machine in it). */
export async function pixelPng({ width, height, channels, data }: Pixels): Promise<Uint8Array> {
  const picture = sharp(data, { raw: { width, height, channels } });
  const space = channels === 1 ? picture.toColourspace('b-w') : picture;
  return new Uint8Array(
    await space.png({ compressionLevel: 3, adaptiveFiltering: false }).toBuffer(),
  );
}
