import { decodePicture, pixelPng, writeMapTiff } from '@nightskies/imaging';
import {
  maskDrawing,
  readMaskFile,
  readMaskPicture,
  skylinePicture,
  type HorizonStrip,
  type MaskPicture,
  type ReadMask,
  type TerrainMask,
} from '@nightskies/natural-sky';
import type { MapGrid } from '@nightskies/sky';

/** `mask.tif`: 8-bit grey, white sky and black terrain, the zenith in its first row, azimuth -180 left. */
export function maskTiff({ grid, sky }: TerrainMask): Uint8Array {
  const { columns, rows, stepDeg, azimuth0Deg, altitude0Deg } = grid;
  const parts: Uint8Array[] = [];
  const bytesOfRow = (row: number): Uint8Array => sky.subarray(row * columns, (row + 1) * columns);
  const size = writeMapTiff(
    {
      ...{ columns, rows, stepDeg, leftDeg: azimuth0Deg, bottomDeg: altitude0Deg },
      readRow: (row, out) => {
        out.set(bytesOfRow(row));
      },
    },
    (_, bytes) => parts.push(bytes.slice()),
    {
      ...{ numbers: 'uint8', bytesOfRow, place: 'geotiff' },
      description: 'Terrain mask: white sky, black terrain',
    },
  );
  const file = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** The sky with the skyline in it, PNG, to be laid under the mask by who paints it. */
export function skylinePng(mask: TerrainMask, strip: HorizonStrip): Promise<Uint8Array> {
  return pixelPng(skylinePicture(mask, strip));
}

/**
 * A mask that a person gives: a TIFF, PNG or JPEG of any editor, or the FITS file of a mask.
 *
 * @param grid of the mask that is wanted
 * @throws NightSkiesError `picture-unreadable`, `picture-depth` and those of `readMaskPicture` and
 * `readMaskFile`
 */
export async function readGivenMask(
  bytes: Uint8Array,
  name: string,
  grid: MapGrid,
): Promise<ReadMask> {
  const isFits = Buffer.from(bytes.subarray(0, 6)).toString('latin1') === 'SIMPLE';
  const picture = isFits ? pictureOf(readMaskFile(bytes, name)) : await decoded(bytes, name);
  return readMaskPicture(picture, name, grid);
}

function pictureOf(mask: TerrainMask): MaskPicture {
  const { width, height, data } = maskDrawing(mask);
  return { width, height, planes: [Float32Array.from(data)], white: 255 };
}

async function decoded(bytes: Uint8Array, name: string): Promise<MaskPicture> {
  const { luminance, white } = await decodePicture(bytes, name);
  return { width: luminance.width, height: luminance.height, planes: [luminance.data], white };
}
