import sharp from 'sharp';

/** Pixels to be laid on the page, RGBA, their upper left corner at `left`, `top`. */
export interface Layer {
  readonly rgba: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly left: number;
  readonly top: number;
}

/** A black page with one layer of pixels and a drawing over it, as PNG (no time, no machine in it). */
export async function composePng(
  widthPx: number,
  heightPx: number,
  layer: Layer,
  drawing: Buffer,
): Promise<Uint8Array> {
  const { rgba, left, top } = layer;
  const pixels = await sharp({
    create: { width: widthPx, height: heightPx, channels: 3, background: { r: 0, g: 0, b: 0 } },
  })
    .composite([
      {
        input: Buffer.from(rgba.buffer, rgba.byteOffset, rgba.byteLength),
        raw: { width: layer.widthPx, height: layer.heightPx, channels: 4 },
        left,
        top,
      },
      { input: drawing, left: 0, top: 0 },
    ])
    .removeAlpha()
    .png({ compressionLevel: 6, adaptiveFiltering: true })
    .toBuffer();
  return new Uint8Array(pixels);
}
