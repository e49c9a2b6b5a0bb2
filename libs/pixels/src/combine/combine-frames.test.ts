import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineFrames } from './combine-frames.js';
import type { CombineOptions, Rejection } from './combine-options.js';
import { combineFramesReference } from './reference.js';
import { neededExchanges, sortingNetwork } from './sorting-network.js';

const { NaN: none } = Number;

interface Result {
  value: number[];
  error: number[];
  used: number[];
}

function combine(planes: number[][], options: CombineOptions): Result {
  const length = planes[0].length;
  const value = new Float32Array(length);
  const error = new Float32Array(length);
  const used = new Uint16Array(length);
  combineFrames(
    planes.map((plane) => Float32Array.from(plane)),
    options,
    { value, error, used },
  );
  return { value: [...value], error: [...error], used: [...used] };
}

/** A pixel seen by as many frames as there are values. */
function pixel(values: number[], options: CombineOptions): Result {
  return combine(
    values.map((value) => [value]),
    options,
  );
}

describe('combining frames', () => {
  it('takes mean, median, sum or weighted mean of what has a value', () => {
    const planes = [
      [1, 5, none],
      [2, none, none],
      [6, 9, none],
    ];
    expect(combine(planes, { method: 'mean' })).toMatchObject({
      value: [3, 7, none],
      used: [3, 2, 0],
    });
    expect(combine(planes, { method: 'median' }).value).toEqual([2, 7, none]);
    expect(combine(planes, { method: 'sum' }).value).toEqual([9, 14, none]);
    const weighted = combine(planes, { method: 'weighted-mean', weights: [3, 1, 1] });
    expect(weighted.value[0]).toBeCloseTo(11 / 5, 6);
    expect(weighted.value[1]).toBe(6);
  });

  it('scales and shifts each frame first', () => {
    expect(
      combine([[100], [55]], { method: 'mean', scales: [1, 2], offsets: [0, -10] }).value,
    ).toEqual([100]);
  });

  it('states the error of the mean from the scatter, NaN for a single value', () => {
    const { error } = combine(
      [
        [1, 1],
        [2, none],
        [6, none],
      ],
      { method: 'mean' },
    );
    expect(error[0]).toBeCloseTo(Math.sqrt(7 / 3), 6);
    expect(error[1]).toBeNaN();
  });

  it('propagates given variances through scale and weights', () => {
    const variances = [Float32Array.of(4), Float32Array.of(1)];
    const options = { variances, scales: [1, 3] };
    expect(combine([[10], [4]], { ...options, method: 'mean' })).toMatchObject({
      value: [11],
      error: [Math.fround(Math.sqrt(13) / 2)],
    });
    expect(combine([[10], [4]], { ...options, method: 'weighted-mean' })).toMatchObject({
      value: [Math.fround((10 / 4 + 12 / 9) / (1 / 4 + 1 / 9))],
      error: [Math.fround(1 / Math.sqrt(1 / 4 + 1 / 9))],
    });
  });

  it('leaves out what has weight 0 or a variance that is none', () => {
    const weightPlanes = [Float32Array.of(1, 0), Float32Array.of(none, 2)];
    expect(
      combine(
        [
          [1, 2],
          [3, 4],
        ],
        { method: 'weighted-mean', weightPlanes },
      ),
    ).toMatchObject({
      value: [1, 4],
      used: [1, 1],
    });
    const variances = [Float32Array.of(0), Float32Array.of(2)];
    expect(combine([[1], [3]], { method: 'mean', variances })).toMatchObject({
      value: [3],
      used: [1],
    });
  });
});

describe('rejection', () => {
  const values = [10, 11, 9, 10, 12, 8, 10, 11, 9, 10, 60, 1000];

  it('by kappa-sigma goes on until nothing changes, or as often as said', () => {
    const clip = (iterations: number): Result =>
      pixel(values, {
        method: 'mean',
        rejection: { kind: 'kappa-sigma', low: 3, high: 3, iterations },
      });
    expect(clip(1).used).toEqual([11]);
    expect(clip(10)).toMatchObject({ value: [10], used: [10] });
    expect(clip(10).error[0]).toBeCloseTo(Math.sqrt(12 / 9 / 10), 6);
  });

  it('takes low and high limits apart', () => {
    const clip = (low: number, high: number): number[] =>
      pixel(values, {
        method: 'median',
        rejection: { kind: 'kappa-sigma', low, high, iterations: 10 },
      }).used;
    expect(clip(3, 1e6)).toEqual([12]);
    expect(clip(1e6, 3)).toEqual([10]);
  });

  it('by winsorised sigma finds an outlier among few frames, where kappa-sigma cannot', () => {
    const few = [10, 11, 9, 10.5, 9.5, 500];
    const limits = { low: 3, high: 3, iterations: 5 };
    expect(
      pixel(few, { method: 'mean', rejection: { kind: 'kappa-sigma', ...limits } }).used,
    ).toEqual([6]);
    expect(
      pixel(few, { method: 'mean', rejection: { kind: 'winsorised-sigma', ...limits } }),
    ).toMatchObject({ value: [10], used: [5] });
  });

  it('by min-max drops the ends, and of a pixel with gaps the same fractions', () => {
    const rejection = { kind: 'min-max', low: 1, high: 2 } as const;
    expect(pixel([5, 1, 9, 2, 7, 3], { method: 'mean', rejection })).toMatchObject({
      value: [Math.fround(10 / 3)],
      used: [3],
    });
    expect(pixel([5, 1, none, none, none, 3], { method: 'sum', rejection })).toMatchObject({
      value: [4],
      used: [2],
    });
  });

  it('by percentile drops what is off by a fraction of the median', () => {
    const rejection = { kind: 'percentile', low: 0.1, high: 0.2 } as const;
    expect(pixel([100, 95, 118, 121, 89], { method: 'mean', rejection }).used).toEqual([3]);
  });
});

describe('options that do not fit', () => {
  const plane = Float32Array.of(1, 2);
  const value = new Float32Array(2);
  it.each<[string, CombineOptions]>([
    ['2 scales for 1 frames', { method: 'mean', scales: [1, 2] }],
    ['weights are for weighted-mean', { method: 'mean', weights: [1] }],
    ['none would be left', { method: 'mean', rejection: { kind: 'min-max', low: 1, high: 0 } }],
    ['limits above 0', { method: 'mean', rejection: { kind: 'percentile', low: 0, high: 1 } }],
    ['finite', { method: 'mean', offsets: [Number.NaN] }],
    [
      'iterations',
      { method: 'mean', rejection: { kind: 'kappa-sigma', low: 3, high: 3, iterations: 0 } },
    ],
  ])('are refused: %s', (words, options) => {
    expect(() => {
      combineFrames([plane], options, { value });
    }).toThrow(words);
  });

  it('are refused: planes of another length, no frames, too many to count', () => {
    const mean = { method: 'mean' } as const;
    expect(() => {
      combineFrames([plane], mean, { value: new Float32Array(3) });
    }).toThrow('2 pixels');
    expect(() => {
      combineFrames([], mean, { value });
    }).toThrow('1 to 65535');
    expect(() => {
      combineFrames(Array<Float32Array>(256).fill(plane), mean, { value, used: new Uint8Array(2) });
    }).toThrow('Uint8Array');
  });
});

describe('the kernels', () => {
  const rejections: Rejection[] = [
    { kind: 'none' },
    { kind: 'kappa-sigma', low: 1.5, high: 2, iterations: 3 },
    { kind: 'kappa-sigma', low: 3, high: 3, iterations: 5 },
    { kind: 'winsorised-sigma', low: 2.5, high: 3, iterations: 3 },
    { kind: 'min-max', low: 1, high: 2 },
    { kind: 'percentile', low: 0.05, high: 0.1 },
  ];
  const all = rejections.flatMap((rejection) =>
    (['mean', 'median', 'sum', 'weighted-mean'] as const).map((method) => ({ rejection, method })),
  );

  /** Sky with noise and outliers; a share of the values is missing, some are zeros of both signs. */
  function sky(frames: number, length: number, missing: number, seed: number): Float32Array[] {
    let state = seed;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    return Array.from({ length: frames }, () =>
      Float32Array.from({ length }, (_, k) => {
        if (random() < missing) return none;
        if (k % 7 === 0) return random() < 0.5 ? -0 : 0;
        if (k % 11 === 3 && random() < 0.1) return Number.POSITIVE_INFINITY;
        return 500 + 12 * (random() + random() - 1) + (random() < 0.05 ? 4000 * random() : 0);
      }),
    );
  }

  it.each(all)('give the bits of the plain way: $method, $rejection', ({ rejection, method }) => {
    for (const [frames, length, missing] of [
      [4, 1, 0],
      [5, 37, 0.3],
      [20, 203, 0],
      [20, 203, 0.02],
      [33, 70, 0.9],
      [67, 530, 0.1],
    ] as const) {
      const planes = sky(frames, length, missing, frames);
      const numbers = Array.from({ length: frames }, (_, k) => 1 + (k % 3) / 4);
      for (const scaled of [{}, { scales: numbers, offsets: numbers.toReversed() }]) {
        for (const withErrors of [true, false]) {
          const options = { method, rejection, ...scaled };
          const room = (): { value: Float32Array; used: Uint8Array; error?: Float32Array } => ({
            value: new Float32Array(length),
            used: new Uint8Array(length),
            ...(withErrors && { error: new Float32Array(length) }),
          });
          const [fast, plain] = [room(), room()];
          combineFrames(planes, options, fast);
          combineFramesReference(planes, options, plain);
          expect(fast).toEqual(plain);
        }
      }
    }
  });

  it('combine any number of frames, and pixels alone as in a band', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 130 }),
        fc.constantFrom(0, 0.2),
        fc.constantFrom(...all),
        (frames, missing, { method, rejection }) => {
          if (rejection.kind === 'min-max' && frames < 4) return;
          const planes = sky(frames, 9, missing, frames);
          const value = new Float32Array(9);
          combineFrames(planes, { method, rejection }, { value });
          const plain = new Float32Array(9);
          combineFramesReference(planes, { method, rejection }, { value: plain });
          expect(value).toEqual(plain);
          const alone = new Float32Array(1);
          combineFrames(
            planes.map((plane) => plane.subarray(5, 6)),
            { method, rejection },
            { value: alone },
          );
          expect(alone[0]).toEqual(value[5]);
        },
      ),
    );
  });

  it('weigh frames as the plain way does', () => {
    const planes = sky(7, 50, 0.2, 3);
    const options = { method: 'weighted-mean', weights: [1, 2, 0.3, 4, 5, 6, 7] } as const;
    const [fast, plain] = [0, 1].map(() => ({
      value: new Float32Array(50),
      error: new Float32Array(50),
    }));
    combineFrames(planes, options, fast);
    combineFramesReference(planes, options, plain);
    expect(fast).toEqual(plain);
  });

  it('take the middle of numbers near the end of float32', () => {
    expect(pixel([-3.4e38, -3.3e38], { method: 'median' }).value).toEqual([Math.fround(-3.35e38)]);
  });
});

describe('a sorting network', () => {
  it('sorts all patterns of zeros and ones, hence everything (Knuth 5.3.4, theorem Z)', () => {
    for (let inputs = 1; inputs <= 12; inputs += 1) {
      const network = sortingNetwork(inputs);
      for (let pattern = 0; pattern < 2 ** inputs; pattern += 1) {
        const bits = Array.from({ length: inputs }, (_, k) => (pattern >> k) & 1);
        for (const [low, high] of network) {
          if (bits[low] > bits[high]) [bits[low], bits[high]] = [0, 1];
        }
        expect(bits.indexOf(1) < 0 || bits.lastIndexOf(0) < bits.indexOf(1)).toBe(true);
      }
    }
  });

  it('of 20 inputs has 103 exchanges, 84 for the middle two', () => {
    const network = sortingNetwork(20);
    expect(network).toHaveLength(103);
    expect(neededExchanges(network, [9, 10])).toHaveLength(84);
  });
});
