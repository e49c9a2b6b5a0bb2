import { NightSkiesError } from '@nightskies/contracts';
import { Header, imageNamed, readFits, writeFits, type ImageToWrite } from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import { starFreeFile } from '../star-free/star-free-file.js';
import { readMapFrame, type MapFrame, type Placement } from './map-frame.js';

const side = 128;
const placement: Placement = {
  pose: { azimuthDeg: 24, altitudeDeg: 32.5, rollDeg: 0 },
  lens: { kind: 'radial' },
};

function frameFile(extensions: readonly ImageToWrite[]): Uint8Array {
  const header = Header.of([
    ['EXPTIME', 12],
    ['XBINNING', 8],
    ['YBINNING', 8],
    ['JD', 2461346.5],
  ]);
  const data = Float32Array.from({ length: side * side }, (_, k) => 500 + (k % side));
  return writeFits([{ header, shape: [side, side], data }, ...extensions]);
}

const uncertainty: ImageToWrite = {
  name: 'UNCERT',
  shape: [side, side],
  data: new Float32Array(side * side).fill(7.5),
};
const flags: ImageToWrite = {
  name: 'FLAGS',
  shape: [side, side],
  data: new Uint8Array(side * side).fill(4, 0, 5),
};
const read = (bytes: Uint8Array, ownStars = true): MapFrame =>
  readMapFrame(bytes, 'ib017.fit', { ...placement, ownStars });

describe('a frame of a map', () => {
  it('that was calibrated has an error and flags for every pixel', () => {
    const frame = read(frameFile([uncertainty, flags]));
    expect(frame.exposureSeconds).toBe(12);
    expect(frame.sigma).toMatchObject({ width: side, height: side, stepPx: 1 });
    expect(frame.sigma?.read()[77]).toBe(7.5);
    expect(frame.confusion).toBeNull();
    expect([...(frame.flags?.() ?? [])].filter((bits) => bits === 4)).toHaveLength(5);
    expect(frame.pixels().data[1]).toBe(501);
  });

  it('without stars has the meshes that its file states', () => {
    const { bytes } = starFreeFile(frameFile([uncertainty, flags]), 'ib017.fit', {
      compat: 'none',
      radiusDeg: 1,
    });
    const frame = read(bytes);
    const [noise, confusion] = ['NOISE', 'CONFUSN'].map((name) =>
      imageNamed(readFits(bytes, 'ib017.fit'), name),
    );
    expect(frame.sigma?.stepPx).toBe(noise?.header.number('MESHSTEP'));
    expect(frame.sigma?.stepPx).toBeGreaterThan(1);
    expect(frame.sigma?.read()).toEqual(noise?.float32());
    expect(frame.confusion?.read()).toEqual(confusion?.float32());
    expect(frame.flags).toBeNull();
  });

  it('of nothing but pixels has neither errors nor flags', () => {
    const frame = read(frameFile([]));
    expect([frame.sigma, frame.confusion, frame.flags]).toEqual([null, null, null]);
    expect(frame.middleJdUtc).toBeNull();
    expect(frame.sky()).toBeNull();
  });

  it('is decoded into the room it is given', () => {
    const frame = read(frameFile([uncertainty]));
    const room = new Float32Array(side * side);
    expect(frame.pixels(room).data).toBe(room);
    expect(frame.sigma?.read(room)).toBe(room);
    expect(room[0]).toBe(7.5);
    expect(frame.pixels(new Float32Array(3)).data).toHaveLength(side * side);
  });

  it('is decoded in part where a part is asked for', () => {
    const frame = read(frameFile([uncertainty]));
    const whole = frame.pixels().data;
    const rows = { first: 3, end: 5 };
    const room = new Float32Array(side * side).fill(-1);
    const { data } = frame.pixels(room, rows);
    expect(data).toBe(room);
    for (let at = 0; at < room.length; at++) {
      const row = Math.floor(at / side);
      expect(data[at]).toBe(row >= 3 && row < 5 ? whole[at] : -1);
    }
    const errors = new Float32Array(side * side).fill(-1);
    frame.sigma?.read(errors, rows);
    expect([errors[3 * side - 1], errors[3 * side], errors[5 * side]]).toEqual([-1, 7.5, -1]);
  });

  it('on which no light fell is refused by name, one of mere noise is not', () => {
    const of = (value: (k: number) => number): MapFrame =>
      read(
        writeFits([
          {
            header: Header.of([['EXPTIME', 12]]),
            shape: [side, side],
            data: Float32Array.from({ length: side * side }, (_, k) => value(k)),
          },
        ]),
      );
    expect(() => of((k) => (k % 20 === 0 ? 1 : -150)).pixels()).toThrow(
      expect.objectContaining({ code: 'frame-dark' }),
    );
    const room = new Float32Array(side * side);
    expect(() => of(() => -150).pixels(room, { first: 0, end: 1 })).toThrow(
      expect.objectContaining({ code: 'frame-dark' }),
    );
    expect(of((k) => (k % 5 === 0 ? 1 : -1)).pixels().data[0]).toBe(1);
    expect(of(() => Number.NaN).pixels().data[0]).toBeNaN();
  });

  it('has its time and place from who reads headers', () => {
    const frame = readMapFrame(frameFile([]), 'ib017.fit', placement, (header) => ({
      middleJdUtc: (header.number('JD') ?? 0) + 6 / 86400,
      sky: () => null,
    }));
    expect(frame.middleJdUtc).toBeCloseTo(2461346.5 + 6 / 86400, 9);
    expect(frame.ownStars).toBe(true);
    expect(read(frameFile([]), false).ownStars).toBe(false);
  });

  it.each<[string, ImageToWrite]>([
    ['UNCERT', { ...uncertainty, shape: [64, 64], data: new Float32Array(4096) }],
    ['NOISE', { name: 'NOISE', shape: [3, 3], data: new Float32Array(9) }],
  ])('with an extension %s that does not cover it is refused by name', (name, extension) => {
    expect(() => read(frameFile([extension]))).toThrow(NightSkiesError);
    expect(() => read(frameFile([extension]))).toThrow(new RegExp(name));
  });

  it('with flags of another size is refused when they are needed', () => {
    const wrong = { ...flags, shape: [64, 64], data: new Uint8Array(4096) };
    expect(() => read(frameFile([wrong])).flags?.()).toThrow(/FLAGS/);
  });
});
