import { describe, expect, it } from 'vitest';
import { image } from '../image.js';
import { sampleFlagsReference, sampleReference } from '../resample/reference.js';
import { sampleImage } from '../resample/sample-image.js';
import { FrameSampler } from './frame-sampler.js';
import type { RowSamples } from './frame-samples.js';
import {
  projectDirectionsReference,
  projectRowReference,
  type TangentCamera,
} from './project-row.js';

const methods = ['nearest', 'bilinear', 'bicubic', 'lanczos3'] as const;
const degree = Math.PI / 180;
const [width, height] = [61, 53];

/** A repeatable sequence of numbers of 0 to 1. */
function sequence(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = sequence(7);
const picture = image(
  width,
  height,
  Float32Array.from({ length: width * height }, () =>
    random() < 0.01 ? Number.NaN : 500 + 100 * random() + (random() < 0.01 ? 2e4 : 0),
  ),
);
const flags = image(
  width,
  height,
  Uint8Array.from({ length: width * height }, () =>
    random() < 0.02 ? 1 << Math.floor(8 * random()) : 0,
  ),
);
const mesh = image(
  9,
  8,
  Float32Array.from({ length: 72 }, () => 1 + random()),
);

/** A camera of 25 deg looking at an altitude, with every term of distortion. */
function camera(altitudeDeg: number, azimuthDeg: number, kind: 'brown' | 'radial'): TangentCamera {
  const [a, h] = [azimuthDeg * degree, altitudeDeg * degree];
  return {
    axes: {
      axis: { east: Math.sin(a) * Math.cos(h), north: Math.cos(a) * Math.cos(h), up: Math.sin(h) },
      right: { east: Math.cos(a), north: -Math.sin(a), up: 0 },
      up: { east: -Math.sin(a) * Math.sin(h), north: -Math.cos(a) * Math.sin(h), up: Math.cos(h) },
    },
    axisX: 30.3,
    axisY: 25.8,
    pixelsPerUnitX: 140,
    pixelsPerUnitY: 139,
    law:
      kind === 'radial'
        ? { kind, coefficient: 0.0478 }
        : {
            kind,
            radial: [-0.03, 0.02, -0.01],
            decentering: [0.002, -0.001],
            affinity: [1e-3, -2e-3],
          },
    leastCosine: Math.cos(25 * degree),
  };
}

function samplerOf(interpolation: (typeof methods)[number], columns = 720) {
  const sampler = new FrameSampler({ interpolation });
  const sine = new Float64Array(columns);
  const cosine = new Float64Array(columns);
  for (let k = 0; k < columns; k++) {
    const longitude = ((k + 0.5) / columns) * 360 * degree;
    sine[k] = Math.sin(longitude);
    cosine[k] = Math.cos(longitude);
  }
  sampler.columns(sine, cosine);
  const room = sampler.room({
    width,
    height,
    flags: true,
    further: [
      { width: 9, height: 8, stepPx: 8 },
      { width, height, interpolation: 'nearest' },
    ],
  });
  room.value.set(picture.data);
  room.flags?.set(flags.data);
  room.further[0].set(mesh.data);
  room.further[1].set(picture.data);
  return { sampler, sine, cosine };
}

const written = (samples: RowSamples, plane: ArrayLike<number>) =>
  Array.from(plane).slice(samples.begin, samples.end);

describe('a frame sampled along the rows of a map', () => {
  it.each(
    methods.flatMap((method) =>
      (['brown', 'radial'] as const).flatMap((kind) =>
        [2, 45, 89].map((altitude) => [method, kind, altitude] as const),
      ),
    ),
  )('%s through a %s lens at %d deg: the same bits as the slow twins', (method, kind, altitude) => {
    const { sampler, sine, cosine } = samplerOf(method);
    const model = camera(altitude, 200, kind);
    sampler.aim(model, 0.02, 0.03);
    let values = 0;
    for (let latitude = altitude - 14.9; latitude < Math.min(90, altitude + 15); latitude += 2.3) {
      const [s, c] = [Math.sin(latitude * degree), Math.cos(latitude * degree)];
      const samples = sampler.sampleRow(s, c, 0, 720);
      const { x, y } = projectRowReference(model, s, c, sine, cosine);
      const all = sampleReference(picture, x, y, method);
      // What the kernel passed over lies off the frame.
      for (const [k, value] of all.entries()) {
        const passed = k < samples.begin || k >= samples.end || Number.isNaN(samples.x[k]);
        if (passed) expect(value).toBeNaN();
      }
      const own = written(samples, samples.x);
      const places = { x: written(samples, x), y: written(samples, y) };
      for (const [k, at] of own.entries()) if (Number.isNaN(at)) places.x[k] = places.y[k] = at;
      expect(own).toEqual(places.x);
      expect(written(samples, samples.y)).toEqual(places.y);
      expect(written(samples, samples.value)).toEqual([
        ...sampleReference(picture, places.x, places.y, method),
      ]);
      expect(written(samples, samples.flags)).toEqual([
        ...sampleFlagsReference(flags, places.x, places.y, method),
      ]);
      const nodes = { x: places.x.map((at) => at * 0.125), y: places.y.map((at) => at * 0.125) };
      expect(written(samples, samples.further[0])).toEqual([
        ...sampleReference(mesh, nodes.x, nodes.y, 'bilinear'),
      ]);
      expect(written(samples, samples.further[1])).toEqual([
        ...sampleReference(picture, places.x, places.y, 'nearest'),
      ]);
      expect(written(samples, samples.edge)).toEqual(
        places.x.map((at, k) =>
          Math.min(
            Math.min(at, width - 1 - at) * 0.02,
            Math.min(places.y[k], height - 1 - places.y[k]) * 0.03,
          ),
        ),
      );
      values += written(samples, samples.value).filter((value) => !Number.isNaN(value)).length;
    }
    expect(values).toBeGreaterThan(100);
  });

  it.each(methods)('%s at positions: the same bits, on pixels, on edges and off the frame', (m) => {
    const { sampler } = samplerOf(m);
    const along = [
      Number.NaN,
      -0.5,
      -1e-9,
      0,
      0.25,
      1,
      1.5,
      30,
      30.5,
      51,
      52,
      52.3,
      60,
      60.2,
      1e12,
    ];
    const x = Float64Array.from(along.flatMap((at) => along.map(() => at)));
    const y = Float64Array.from(along.flatMap(() => along));
    const samples = sampler.sampleAt(x, y);
    expect(written(samples, samples.value)).toEqual([...sampleReference(picture, x, y, m)]);
    expect(written(samples, samples.flags)).toEqual([...sampleFlagsReference(flags, x, y, m)]);
  });

  it.each(methods)('%s agrees with the float64 sampling to 1e-6 of the values around', (method) => {
    const { sampler } = samplerOf(method);
    const x = Float64Array.from({ length: 720 }, () => 60 * random());
    const y = Float64Array.from({ length: 720 }, () => 52 * random());
    const precise = new Float64Array(720);
    sampleImage(picture, x, y, precise, method);
    const samples = sampler.sampleAt(x, y);
    for (const [k, value] of precise.entries()) {
      if (Number.isNaN(value)) expect(samples.value[k]).toBeNaN();
      else expect(Math.abs(samples.value[k] - value)).toBeLessThan(2e4 * 1e-6);
    }
  });

  it('a row that starts at any column has the samples of the whole row', () => {
    const { sampler } = samplerOf('bicubic');
    sampler.aim(camera(30, 90, 'brown'));
    const row = [Math.sin(33 * degree), Math.cos(33 * degree)] as const;
    const whole = sampler.sampleRow(...row, 0, 720).value.slice();
    const part = sampler.sampleRow(...row, 173, 21);
    expect(part.end - part.begin).toBe(21);
    expect(written(part, part.value)).toEqual([...whole.subarray(173, 194)]);
  });

  it.each(['brown', 'radial'] as const)('directions in any order, %s: the same bits', (kind) => {
    const { sampler } = samplerOf('bilinear', 301);
    const model = camera(40, 120, kind);
    sampler.aim(model, 1, 1);
    const [east, north, up] = [0, 1, 2].map(() => new Float64Array(301));
    for (let k = 0; k < 301; k++) {
      const [a, h] = [
        (120 + 60 * (random() - 0.5)) * degree,
        (40 + 40 * (random() - 0.5)) * degree,
      ];
      east[k] = Math.sin(a) * Math.cos(h);
      north[k] = Math.cos(a) * Math.cos(h);
      up[k] = Math.sin(h);
    }
    const samples = sampler.sampleDirections({ east, north, up });
    const { x, y } = projectDirectionsReference(model, east, north, up);
    expect(written(samples, samples.x)).toEqual([...x]);
    expect(written(samples, samples.y)).toEqual([...y]);
    const values = sampleReference(picture, x, y, 'bilinear');
    expect(written(samples, samples.value)).toEqual([...values]);
    expect(values.filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(50);
  });

  describe('of a frame with errors of its own for each pixel, flags and gaps', () => {
    const phaseFactors = Float64Array.from({ length: 1024 }, (_, k) => 1 + k / 1024);
    const errors = image(
      width,
      height,
      Float32Array.from({ length: width * height }, () => (random() < 0.02 ? NaN : 3 + random())),
    );
    const along = [NaN, -0.5, -1e-9, 0, 0.25, 1, 1.5, 30, 30.5, 51, 52, 52.3, 60, 60.2, 1e12];
    const x = Float64Array.from([
      ...along.flatMap((at) => along.map(() => at)),
      ...Array.from({ length: 1_000 }, () => 62 * random() - 1),
    ]);
    const y = Float64Array.from([
      ...along.flatMap(() => along),
      ...Array.from({ length: 1_000 }, () => 54 * random() - 1),
    ]);
    const phase = (at: number): number => phaseFactors[Math.trunc(at * 1024 + 0.5) & 1023];

    it.each([
      { byPhase: true, areas: false },
      { byPhase: false, areas: false },
      { byPhase: false, areas: true },
      { byPhase: true, areas: true },
    ])('values, errors, flags and edges have the bits of the slow twins: %o', (of) => {
      const sampler = new FrameSampler({ interpolation: 'bilinear', phaseFactors });
      sampler.columns(new Float64Array(x.length), new Float64Array(x.length));
      const room = sampler.room({
        ...{ width, height, flags: true, areas: of.areas },
        further: [
          { width, height, byPhase: of.byPhase },
          { width: 9, height: 8, stepPx: 8 },
        ],
      });
      room.value.set(picture.data);
      room.flags?.set(flags.data);
      room.further[0].set(errors.data);
      room.further[1].set(mesh.data);
      sampler.aim(camera(30, 90, 'brown'), 0.02, 0.03);
      const samples = sampler.sampleAt(x, y);
      if (!of.areas) {
        expect(written(samples, samples.value)).toEqual([
          ...sampleReference(picture, x, y, 'bilinear'),
        ]);
      }
      expect(written(samples, samples.further[0])).toEqual(
        [...sampleReference(errors, x, y, 'bilinear')].map((error, k) =>
          of.byPhase && !Number.isNaN(error) ? error * (phase(x[k]) * phase(y[k])) : error,
        ),
      );
      expect(written(samples, samples.flags)).toEqual([
        ...sampleFlagsReference(flags, x, y, 'bilinear'),
      ]);
      const nodes = [x, y].map((places) => places.map((at) => at * 0.125));
      expect(written(samples, samples.further[1])).toEqual([
        ...sampleReference(mesh, nodes[0], nodes[1], 'bilinear'),
      ]);
      const edge = (at: number, last: number) => Math.min(at, last - at);
      for (const [k, found] of written(samples, samples.edge).entries()) {
        if (Number.isNaN(x[k]) || Number.isNaN(y[k])) continue;
        const expected = Math.min(edge(x[k], width - 1) * 0.02, edge(y[k], height - 1) * 0.03);
        expect(found).toBe(expected);
      }
    });

    it('need no rows but those that were filled', () => {
      const sampler = new FrameSampler({ interpolation: 'bilinear' });
      sampler.columns(new Float64Array(200), new Float64Array(200));
      const room = sampler.room({ width, height, flags: true, further: [{ width, height }] });
      room.value.set(picture.data);
      room.further[0].set(errors.data);
      room.flags?.fill(255).set(flags.data.subarray(20 * width, 33 * width), 20 * width);
      sampler.aim(camera(30, 90, 'brown'), 1, 1, null, { first: 20, end: 33 });
      const [some, rows] = [60, 12].map((most) =>
        Float64Array.from({ length: 200 }, () => most * random()),
      );
      const low = rows.map((at) => 20 + at);
      const samples = sampler.sampleAt(some, low);
      expect(written(samples, samples.flags)).toEqual([
        ...sampleFlagsReference(flags, some, low, 'bilinear'),
      ]);
    });
  });

  it('values of planes by phase are multiplied by the factors of both phases', () => {
    const phaseFactors = Float64Array.from({ length: 1024 }, (_, k) => 1 + k / 1024);
    const sampler = new FrameSampler({ interpolation: 'bilinear', phaseFactors });
    sampler.columns(new Float64Array(4), new Float64Array(4));
    const { further } = sampler.room({
      ...{ width: 8, height: 8 },
      further: [{ width: 8, height: 8, byPhase: true }],
    });
    further[0].fill(10);
    const x = Float64Array.of(3, 3.5, 2.75, 6.9999);
    const samples = sampler.sampleAt(x, Float64Array.of(1, 5.25, -1, 4));
    // The last is nearest to the phase 1024 of its pixel, which is that of the next one's centre.
    expect([...samples.further[0].subarray(0, 4)]).toEqual([10, 18.75, NaN, 10]);
    expect(() => new FrameSampler({ interpolation: 'bilinear', phaseFactors: x })).toThrow('1024');
  });

  it('gaps in rows of a frame are found, wherever in them', () => {
    const sampler = new FrameSampler({ interpolation: 'bilinear' });
    const { value } = sampler.room({ width: 7, height: 5 });
    for (const gap of [14, 17, 19, 20]) {
      value.fill(3);
      value[gap] = Number.NaN;
      expect([sampler.hasGaps(0, 2), sampler.hasGaps(2, 3), sampler.hasGaps(3, 5)]).toEqual([
        ...[false, true, false],
      ]);
    }
    expect(sampler.hasGaps(2, 2)).toBe(false);
  });

  it('frames of another size follow in the same memory', () => {
    const { sampler } = samplerOf('lanczos3');
    const large = image(
      90,
      80,
      Float32Array.from({ length: 7200 }, () => random()),
    );
    sampler.room({ width: 90, height: 80 }).value.set(large.data);
    const x = Float64Array.of(4.4, 70.7);
    const y = Float64Array.of(71.1, 3.3);
    const samples = sampler.sampleAt(x, y);
    expect(written(samples, samples.value)).toEqual([...sampleReference(large, x, y, 'lanczos3')]);
    expect(samples.further).toEqual([]);
    expect(written(samples, samples.flags)).toEqual([0, 0]);
  });

  it('a row far from the frame has no samples', () => {
    const { sampler } = samplerOf('nearest');
    sampler.aim(camera(60, 90, 'brown'));
    const samples = sampler.sampleRow(Math.sin(-0.4), Math.cos(-0.4), 0, 720);
    const values = written(samples, samples.value).filter((value) => !Number.isNaN(value));
    expect(values).toEqual([]);
  });

  it('misuse is named', () => {
    const sampler = new FrameSampler({ interpolation: 'bilinear' });
    expect(() => sampler.room({ width: 1, height: 4 })).toThrow('frame of 1 x 4: at least 2 x 2');
    sampler.room({ width: 4, height: 4 });
    expect(() => sampler.sampleRow(0, 1, 0, 1)).toThrow('sampleRow before aim');
    const none = new Float64Array(0);
    const nowhere = { east: none, north: none, up: none };
    expect(() => sampler.sampleDirections(nowhere)).toThrow('directions before aim');
    expect(() => {
      sampler.cornersAt('below', nowhere, 0, 0);
    }).toThrow('no room for areas');
    sampler.aim(camera(0, 0, 'brown'));
    expect(() => sampler.sampleRow(0, 1, 0, 1)).toThrow('columns 0 to 0: there are 0');
    expect(() => sampler.sampleAt(new Float64Array(1), new Float64Array(1))).toThrow(
      '1 cells at once: there is room for the 0 columns',
    );
  });
});
