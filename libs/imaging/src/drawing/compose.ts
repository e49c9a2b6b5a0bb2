import { Page, type Layer } from './page.js';

/** A page as PNG (no time, no machine in it). */
export async function pngOf(page: Page): Promise<Uint8Array> {
  // The filters of PNG and higher levels take three times as long for the same size.
  const png = page.sharp().png({ compressionLevel: 3, adaptiveFiltering: false });
  return new Uint8Array(await png.toBuffer());
}

/** Resolution that JPEG pictures state, as the old pipeline's panoramas did. */
const dotsPerInch = 200;

/** The same as JPEG of quality 92. */
export async function jpegOf(page: Page): Promise<Uint8Array> {
  const jpeg = page
    .sharp()
    .withDensity(dotsPerInch)
    .jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
  return new Uint8Array(await jpeg.toBuffer());
}

/** A black page with one layer of pixels and a drawing over it, as PNG. */
export async function composePng(
  widthPx: number,
  heightPx: number,
  layer: Layer,
  drawing: Buffer,
): Promise<Uint8Array> {
  return pngOf(await composed(widthPx, heightPx, layer, drawing));
}

/** The same as JPEG. */
export async function composeJpeg(
  widthPx: number,
  heightPx: number,
  layer: Layer,
  drawing: Buffer,
): Promise<Uint8Array> {
  return jpegOf(await composed(widthPx, heightPx, layer, drawing));
}

async function composed(
  widthPx: number,
  heightPx: number,
  layer: Layer,
  drawing: Buffer,
): Promise<Page> {
  const page = new Page(widthPx, heightPx);
  page.lay(layer);
  await page.draw(drawing);
  return page;
}
