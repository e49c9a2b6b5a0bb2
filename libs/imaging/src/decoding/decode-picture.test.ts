import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePicture } from './decode-picture.js';

const rgb = Uint8Array.from([10, 20, 30, 40, 50, 60, 200, 100, 0, 255, 255, 255, 0, 0, 0, 1, 2, 3]);
const raw8 = { raw: { width: 3, height: 2, channels: 3 as const } };
const grey16 = Uint16Array.from([0, 16, 4096, 65535, 12345, 54321]);
const raw16 = { raw: { width: 3, height: 2, channels: 1 as const } };

/** A grey picture of one row as TIFF 6.0 has it; its encoder in sharp knows 8 bits only. */
function tiff(bits: number, sampleFormat: number, width: number, data: Uint8Array): Uint8Array {
  const tags = [
    [256, width],
    [257, 1],
    [258, bits],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, 1],
    [279, data.length],
    [339, sampleFormat],
  ];
  const tagsAt = 8 + data.length;
  const bytes = Buffer.alloc(tagsAt + 2 + 12 * tags.length + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(tagsAt, 4);
  bytes.set(data, 8);
  bytes.writeUInt16LE(tags.length, tagsAt);
  for (const [i, [tag, value]] of tags.entries()) {
    const at = tagsAt + 2 + 12 * i;
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(4, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
  }
  return bytes;
}

const greyBytes = new Uint8Array(grey16.buffer);

describe('pictures as numbers', () => {
  it('keep the colours of a PNG and give their mean as luminance', async () => {
    const file = await sharp(rgb, raw8).png().toBuffer();
    const { planes, luminance, white } = await decodePicture(file, 'a.png');
    expect(planes.map((plane) => [...plane])).toEqual([
      [10, 40, 200, 255, 0, 1],
      [20, 50, 100, 255, 0, 2],
      [30, 60, 0, 255, 0, 3],
    ]);
    expect([...luminance.data]).toEqual([20, 50, 100, 255, 0, 2]);
    expect(white).toBe(255);
  });

  it.each([
    ['tiff', () => tiff(16, 1, 6, greyBytes)],
    ['png', () => sharp(grey16, raw16).toColourspace('grey16').png().toBuffer()],
  ] as const)('keep all 16 bits of a grey %s', async (_, made) => {
    const { planes, luminance, white } = await decodePicture(await made(), 'a');
    expect(planes).toHaveLength(1);
    expect([...luminance.data]).toEqual([...grey16]);
    expect(white).toBe(65535);
  });

  it('are stored rows and columns: a turn asked for by EXIF is not made', async () => {
    const file = await sharp(rgb, raw8).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    expect((await decodePicture(file, 'a.jpg')).luminance).toMatchObject({ width: 3, height: 2 });
  });

  it('of floating point are refused, as the decoder would clip them', async () => {
    await expect(
      decodePicture(tiff(32, 3, 1, new Uint8Array(Float32Array.of(0.5).buffer)), 'a.tif'),
    ).rejects.toMatchObject({
      problem: { code: 'picture-depth', file: 'a.tif' },
    });
  });

  it.each([
    ['an empty file', Uint8Array.of()],
    ['a text', new TextEncoder().encode('stars')],
    [
      'another kind of picture',
      new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
  ])('are not made of %s', async (_, bytes) => {
    await expect(decodePicture(bytes, 'a.jpg')).rejects.toMatchObject({
      problem: { code: 'picture-unreadable', file: 'a.jpg' },
    });
  });

  it('that are cut short are refused', async () => {
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, k) => (k * 7919) % 251);
    const file = await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
      .jpeg()
      .toBuffer();
    await expect(decodePicture(file.subarray(0, file.length >> 1), 'a.jpg')).rejects.toMatchObject({
      problem: { code: 'picture-unreadable' },
    });
  });
});
