import sharp from 'sharp';

/** A picture as a page of its own size shows it: JPEG, no wider than `widthPx`. */
export async function pagePicture(file: Uint8Array, widthPx: number): Promise<Uint8Array> {
  return sharp(file)
    .resize({ width: widthPx, withoutEnlargement: true })
    .jpeg({ quality: 85, chromaSubsampling: '4:4:4' })
    .toBuffer();
}
