import { describe, expect, it } from 'vitest';
import { TanSip } from '../wcs/tan-sip.js';
import { coveredColumns, commonColumns, largestBox } from './coverage.js';
import { mapPoint, type PlaneMap } from './plane-map.js';
import { MeshRows, PlaneRows, type PositionOf } from './row-positions.js';

const [width, height] = [300, 200];

function camera(raDeg: number, decDeg: number, turnDeg: number, distortion = 0): TanSip {
  const scale = 70 / 3600;
  const [c, s] = [Math.cos, Math.sin].map((f) => scale * f((turnDeg * Math.PI) / 180));
  const polynomial = { order: 2, coefficients: new Float64Array(9) };
  polynomial.coefficients[6] = distortion;
  polynomial.coefficients[2] = -distortion;
  return new TanSip({
    crval: { raDeg, decDeg },
    crpix: { x: width / 2, y: height / 2 },
    cd: [
      [-c, s],
      [s, c],
    ],
    ...(distortion === 0 ? {} : { a: polynomial, b: polynomial }),
  });
}

function through(output: TanSip, input: TanSip): PositionOf {
  return (x, y, out) => {
    const at = input.pixelOf(output.directionAt({ x, y }));
    out[0] = at?.x ?? NaN;
    out[1] = at?.y ?? NaN;
  };
}

describe('positions of output rows in an input picture', () => {
  it('follow a map between planes', () => {
    const map: PlaneMap = [1.01, 0.2, 5, -0.15, 0.9, -9, 2e-4, -1.4e-4, 1];
    const [x, y] = [new Float64Array(40), new Float64Array(40)];
    new PlaneRows(map).row(17, 100, 40, x, y);
    for (const k of [0, 13, 39]) {
      const wanted = mapPoint(map, 100 + k, 17);
      expect(x[k]).toBeCloseTo(wanted.x, 10);
      expect(y[k]).toBeCloseTo(wanted.y, 10);
    }
  });

  it.each([
    ['a tangent plane on another', camera(84, 10, 0), camera(82, 12, 25)],
    ['a distorted picture at a high declination', camera(84, 80, 0), camera(90, 81, -70, 2e-6)],
  ])('are those of %s to 1e-6 px', (_, output, input) => {
    const exact = through(output, input);
    const mesh = new MeshRows(exact, width, height);
    const [x, y] = [new Float64Array(width), new Float64Array(width)];
    const point = new Float64Array(2);
    let worst = 0;
    for (const row of [0, 1, 50, 101, 199]) {
      mesh.row(row, 0, width, x, y);
      for (let k = 0; k < width; k += 1) {
        exact(k, row, point);
        worst = Math.max(worst, Math.abs(x[k] - point[0]), Math.abs(y[k] - point[1]));
      }
    }
    expect(worst).toBeLessThan(1e-6);
    expect(mesh.stepPx).toBeGreaterThan(1);
  });

  it('are none where the map has none', () => {
    const half: PositionOf = (x, y, out) => {
      out[0] = x < 100 ? x : NaN;
      out[1] = y;
    };
    const [x, y] = [new Float64Array(width), new Float64Array(width)];
    new MeshRows(half, width, height).row(3, 0, width, x, y);
    expect(x[99]).toBe(99);
    expect(x[100]).toBeNaN();
  });
});

describe('what frames cover', () => {
  const size = { width, height };

  it('is the overlap of shifted frames', () => {
    const shifted = (dx: number, dy: number) =>
      coveredColumns(new PlaneRows([1, 0, dx, 0, 1, dy, 0, 0, 1]), size, size, 0);
    const common = commonColumns(shifted(20, -7), shifted(-30, 4));
    expect(largestBox(common)).toEqual({ x: 30, y: 7, width: width - 50, height: height - 11 });
  });

  it('is the largest upright rectangle in a turned frame', () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const [x, y] = [(width - 1) / 2, (height - 1) / 2];
    const map: PlaneMap = [c, -s, x - c * x + s * y, s, c, y - s * x - c * y, 0, 0, 1];
    const box = largestBox(coveredColumns(new PlaneRows(map), size, size, 0));
    if (box === undefined) throw new Error('no box');
    for (const [i, j] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]) {
      const at = mapPoint(map, box.x + i * (box.width - 1), box.y + j * (box.height - 1));
      expect(at.x).toBeGreaterThan(-1e-9);
      expect(at.x).toBeLessThan(width - 1 + 1e-9);
      expect(at.y).toBeGreaterThan(-1e-9);
      expect(at.y).toBeLessThan(height - 1 + 1e-9);
    }
    // A rectangle of sides W and H (W > 2 H sin cos ...) turned by an angle holds an upright one of
    // area h^2 / (4 sin cos) when H <= 2 W sin cos, else (W c - H s)(H c - W s) / cos^2 2a.
    const [w, h] = [width, height];
    const wanted =
      h <= 2 * w * s * c
        ? h ** 2 / (4 * s * c)
        : ((w * c - h * s) * (h * c - w * s)) / (c * c - s * s) ** 2;
    expect((box.width * box.height) / wanted).toBeGreaterThan(0.97);
    expect((box.width * box.height) / wanted).toBeLessThan(1.0001);
  });

  it('is nothing where frames do not meet', () => {
    const far = coveredColumns(new PlaneRows([1, 0, 400, 0, 1, 0, 0, 0, 1]), size, size, 0);
    expect(largestBox(far)).toBeUndefined();
  });
});
