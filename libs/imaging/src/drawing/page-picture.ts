import sharp from 'sharp';

/** A picture as a page of its own size shows it: JPEG, no wider than `widthPx`. */
export async function pagePicture(file: Uint8Array, widthPx: number): Promise<Uint8Array> {
  return sharp(file)
    .resize({ width: widthPx, withoutEnlargement: true })
    .jpeg({ quality: 85, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

/** The same as a square of `sidePx`, with black beside or below where it is none. */
export async function squarePicture(file: Uint8Array, sidePx: number): Promise<Uint8Array> {
  return sharp(file)
    .resize({ width: sidePx, height: sidePx, fit: 'contain', background: '#000' })
    .jpeg({ quality: 85, chromaSubsampling: '4:4:4' })
    .toBuffer();
}
