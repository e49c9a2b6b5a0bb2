import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { linePlot, type LinePlot } from './line-plot.js';
import { pointingPlot, type PointingError } from './pointing-plot.js';

class Picture {
  private constructor(
    readonly width: number,
    readonly height: number,
    private readonly data: Uint8Array,
  ) {}

  static async of(png: Uint8Array): Promise<Picture> {
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(3);
    return new Picture(info.width, info.height, data);
  }

  at(x: number, y: number): string {
    const offset = (Math.round(y) * this.width + Math.round(x)) * 3;
    return this.data.subarray(offset, offset + 3).join();
  }

  /** Pixels of exactly this colour between two columns. */
  count(colour: string, fromX = 0, toX = this.width): number {
    let found = 0;
    for (let y = 0; y < this.height; y++) {
      for (let x = fromX; x < toX; x++) if (this.at(x, y) === colour) found++;
    }
    return found;
  }
}

const white = '255,255,255';
const black = '0,0,0';
const orange = '255,140,0';
const green = '0,100,0';

/** Where a frame number and an error stand in a pointing plot 2000 px wide. */
const column = (number: number): number => 150 + (number / 46) * (1940 - 150);
const line = (errorDeg: number): number => 880 - ((errorDeg + 4) / 8) * (880 - 170);

function frame(number: number, azimuthErrorDeg: number, altitudeErrorDeg: number): PointingError {
  return {
    number,
    azimuthErrorDeg,
    altitudeErrorDeg,
    totalErrorDeg: Math.hypot(azimuthErrorDeg, altitudeErrorDeg),
    predicted: number === 20,
  };
}

const frames = [frame(10, 1, -2), frame(20, 1.5, -1), frame(30, -3, 6)];
const options = { title: 'Pointing', subtitle: 'A night', frames };

describe('pointingPlot', () => {
  let picture: Picture;

  beforeAll(async () => {
    picture = await Picture.of(await pointingPlot(options));
  });

  it('is twice as wide as high, on white, at any size', async () => {
    expect([picture.width, picture.height]).toEqual([2000, 1000]);
    expect(picture.at(2, 2)).toBe(white);
    const small = await Picture.of(await pointingPlot({ ...options, widthPx: 500 }));
    expect([small.width, small.height]).toEqual([500, 250]);
  });

  it('puts each error of a solved frame where its scales say, in its colour', () => {
    expect(picture.at(column(10), line(1))).toBe(orange);
    expect(picture.at(column(10), line(-2))).toBe(green);
    expect(picture.at(column(10), line(Math.hypot(1, 2)))).toBe(black);
  });

  it('draws rings for a predicted frame', () => {
    expect(picture.at(column(20), line(1.5))).toBe(white);
    expect(picture.at(column(20) + 8, line(1.5))).toBe(orange);
    expect(picture.at(column(20), line(-1))).toBe(white);
  });

  it('shows errors beyond the scale by a triangle at the edge', () => {
    expect(picture.at(column(30), 170 + 15)).toBe(green);
    expect(picture.at(column(30), 170 - 8)).toBe(white);
  });

  it('gives the same bytes for the same input, others for another mean', async () => {
    const [once, again, other] = await Promise.all([
      pointingPlot(options),
      pointingPlot({ ...options, frames: [...frames] }),
      pointingPlot({ ...options, frames: [...frames, frame(40, 0.1, 0)] }),
    ]);
    expect(Buffer.from(once).equals(again)).toBe(true);
    expect(Buffer.from(once).equals(other)).toBe(false);
  });

  it('draws an empty set as axes without points', async () => {
    const empty = await Picture.of(await pointingPlot({ ...options, frames: [] }));
    expect(empty.at(column(10), line(1.5))).toBe(white);
  });
});

describe('linePlot', () => {
  const plain: LinePlot = {
    title: '',
    x: { label: '', from: 0, to: 10, ticks: [] },
    y: { label: '', from: 15, to: 13, ticks: [], decimals: 1 },
    series: [
      {
        name: '',
        colour: '#0000ff',
        line: 'solid',
        markers: false,
        points: [
          { x: 0, y: 14 },
          { x: 4, y: 14 },
          { x: 5, y: NaN },
          { x: 6, y: 13.5 },
          { x: 10, y: 13.5 },
        ],
      },
    ],
  };
  const blue = '0,0,255';
  const at = (x: number): number => 150 + (x / 10) * (1940 - 150);

  it('leaves a gap where a value is missing, and lets a scale run downwards', async () => {
    const picture = await Picture.of(await linePlot(plain));
    const height = (y: number): number => 880 - ((15 - y) / 2) * (880 - 170);
    expect(picture.at(at(2), height(14))).toBe(blue);
    expect(picture.at(at(8), height(13.5))).toBe(blue);
    expect(picture.count(blue, Math.ceil(at(4)) + 1, Math.floor(at(6)) - 1)).toBe(0);
  });

  it('draws points without a line, as a scatter', async () => {
    const picture = await Picture.of(
      await linePlot({
        ...plain,
        series: plain.series.map((one) => ({ ...one, line: 'none', markers: true })),
      }),
    );
    expect(picture.count(blue, Math.ceil(at(1)), Math.floor(at(3)))).toBe(0);
    expect(picture.count(blue, Math.ceil(at(4)) - 3, Math.floor(at(4)) + 3)).toBeGreaterThan(10);
  });
});
