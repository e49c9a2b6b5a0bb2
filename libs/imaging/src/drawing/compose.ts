import sharp, { type Sharp } from 'sharp';

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
  const picture = composed(widthPx, heightPx, layer, drawing).png({
    compressionLevel: 6,
    adaptiveFiltering: true,
  });
  return new Uint8Array(await picture.toBuffer());
}

/** Resolution that JPEG pictures state, as the old pipeline's panoramas did. */
const dotsPerInch = 200;

/** The same as JPEG. */
export async function composeJpeg(
  widthPx: number,
  heightPx: number,
  layer: Layer,
  drawing: Buffer,
): Promise<Uint8Array> {
  const picture = composed(widthPx, heightPx, layer, drawing)
    .withDensity(dotsPerInch)
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
  return new Uint8Array(await picture.toBuffer());
}

function composed(widthPx: number, heightPx: number, layer: Layer, drawing: Buffer): Sharp {
  const { rgba, left, top } = layer;
  return sharp({
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
    .removeAlpha();
}
