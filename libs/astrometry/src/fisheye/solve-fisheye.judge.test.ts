import { image, type Image } from '@nightskies/pixels';
import type { Site } from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import type { Sources } from '../detection/index.js';
import { nightPixels } from '../detection/test-support/night-pixels.js';
import { normal, seeded } from '../solving/test-support/random-sky.js';
import { FisheyeCamera, type FisheyeModel } from './fisheye-model.js';
import type { FisheyeOutcome, FisheyeSolution } from './fisheye-solution.js';
import { fisheyeSources } from './fisheye-sources.js';
import type { SkyOverPlace } from './reference-stars.js';
import { solveFisheye } from './solve-fisheye.js';
import { readPlane, starsOver } from './test-support/allsky-frames.js';
import { readReferenceCamera } from './test-support/reference-camera.js';

const svalbard: Site = { longitudeDeg: 16.043, latitudeDeg: 78.148, heightM: 520 };
const arizona: Site = { longitudeDeg: -111.4223, latitudeDeg: 34.7443, heightM: 2361 };

const pictures = {
  svalbard: {
    file: 'kho_sony_20201211T200933.jpg',
    time: '2020-12-11T20:09:35',
    hourLater: '2020-12-11T21:09:35',
    hourEarlier: '2020-12-11T19:09:35',
    site: svalbard,
  },
  clear: {
    file: 'ldt_20180913T0406_clear_moonless.fits.gz',
    time: '2018-09-13T04:06:42.948',
    hourLater: '2018-09-13T05:06:42.948',
    hourEarlier: '2018-09-13T03:06:42.948',
    site: arizona,
  },
  cloudy: {
    file: 'ldt_20180809T0635_partly_cloudy_moonless.fits.gz',
    time: '2018-08-09T06:36:14.862',
    hourLater: '2018-08-09T07:36:14.862',
    hourEarlier: '2018-08-09T05:36:14.862',
    site: arizona,
  },
  moonlit: {
    file: 'ldt_20180827T0705_moonlit.fits.gz',
    time: '2018-08-27T07:05:40.792',
    hourLater: '2018-08-27T08:05:40.792',
    hourEarlier: '2018-08-27T06:05:40.792',
    site: arizona,
  },
};
type Name = keyof typeof pictures;
const names: readonly Name[] = ['svalbard', 'clear', 'cloudy', 'moonlit'];

const folder = sharedData.path('real/allsky');

function solved(outcome: FisheyeOutcome): FisheyeSolution {
  if (!outcome.solved) throw new Error(`${outcome.reason}: ${outcome.problem.found ?? ''}`);
  return outcome;
}

/** Where a camera shows bright stars of a sky 15 deg up and higher. */
function brightPlaces(model: FisheyeModel, stars: SkyOverPlace) {
  const camera = new FisheyeCamera(model);
  return [...stars.v.keys()]
    .filter((i) => stars.row[i] >= 0 && stars.v[i] < 4 && stars.altitudeDeg[i] > 15)
    .map((i) => {
      const direction = { azimuthDeg: stars.azimuthDeg[i], altitudeDeg: stars.altitudeDeg[i] };
      const { x, y } = camera.pixelOf(direction) ?? { x: NaN, y: NaN };
      return { row: stars.row[i], direction, x, y };
    });
}

// Real frames lie beside the checkout and are not part of it.
describe.skipIf(folder === null)('real whole-sky pictures', () => {
  const planes = new Map<Name, Image>();
  const sources = new Map<Name, Sources>();
  const planeOf = (name: Name): Image => {
    const plane = planes.get(name);
    if (plane === undefined) throw new Error(`${name} was not read`);
    return plane;
  };
  const solveAs = (name: Name, time: string, site: Site): FisheyeOutcome => {
    const found = sources.get(name) ?? { x: [], y: [] };
    const hints = { latitudeDeg: site.latitudeDeg };
    return solveFisheye(planeOf(name), found, starsOver(time, site), hints);
  };
  const solutionOf = (name: Name): FisheyeSolution =>
    solved(solveAs(name, pictures[name].time, pictures[name].site));

  beforeAll(async () => {
    for (const name of names) {
      const plane = await readPlane(`${folder ?? ''}/${pictures[name].file}`);
      planes.set(name, plane);
      sources.set(name, fisheyeSources(plane));
    }
  });

  it.each(['svalbard', 'clear'] as const)(
    '%s: every star to V 4 above 15 deg within 1 px of where another program has it',
    (name) => {
      const { file, time, site } = pictures[name];
      const reference = readReferenceCamera(`${folder ?? ''}/${file}.solution.json`);
      const solution = solutionOf(name);
      const places = brightPlaces(solution.model, starsOver(time, site));
      expect(places.length).toBeGreaterThan(150);
      for (const { row, direction, x, y } of places) {
        const wanted = reference.pixelOf(direction);
        expect(Math.hypot(x - wanted.x, y - wanted.y), `row ${row}`).toBeLessThan(1);
      }
      const { zenith } = solution;
      const apart = Math.hypot(zenith.x - reference.zenith.x, zenith.y - reference.zenith.y);
      expect(apart).toBeLessThan(0.2);
      expect(solution.zenithScaleArcmin / reference.zenithScaleArcmin).toBeCloseTo(1, 2);
      expect(solution.rmsPx).toBeLessThan(reference.rmsPx);
      expect(solution.matches.length).toBeGreaterThan(400);
      expect(solution.brightShare).toBeGreaterThan(0.9);
    },
  );

  it.each(['cloudy', 'moonlit'] as const)(
    '%s: its zenith within 0.2 px of that of the clear picture of the same camera',
    (name) => {
      const { zenith } = solutionOf(name);
      const clear = solutionOf('clear').zenith;
      expect(Math.hypot(zenith.x - clear.x, zenith.y - clear.y)).toBeLessThan(0.2);
    },
  );

  it.each(['clear', 'cloudy', 'moonlit'] as const)(
    '%s: a source stands within 2 px of where Mars and Saturn should be',
    (name) => {
      const { time, site } = pictures[name];
      const stars = starsOver(time, site);
      const camera = new FisheyeCamera(solutionOf(name).model);
      const { x, y } = sources.get(name) ?? { x: new Float64Array(0), y: new Float64Array(0) };
      for (const body of ['mars', 'saturn'] as const) {
        const i = stars.body.indexOf(body);
        const direction = { azimuthDeg: stars.azimuthDeg[i], altitudeDeg: stars.altitudeDeg[i] };
        const place = camera.pixelOf(direction) ?? { x: NaN, y: NaN };
        // Both are among the brightest hundred sources.
        const away = [...x.subarray(0, 100)].map((at, k) =>
          Math.hypot(at - place.x, y[k] - place.y),
        );
        expect(Math.min(...away), body).toBeLessThan(2);
      }
    },
  );

  it.each(names)('%s: refused with a clock an hour off, the clock named', (name) => {
    const { hourLater, hourEarlier, site } = pictures[name];
    for (const [time, sign] of [
      [hourLater, 1],
      [hourEarlier, -1],
    ] as const) {
      const outcome = solveAs(name, time, site);
      if (outcome.solved) throw new Error('solved at the wrong time');
      expect(outcome.reason).toBe('contradiction');
      // What the camera itself leans to east or west counts as time: 0.6 deg are 3 min here.
      const ahead = outcome.contradiction?.clockAheadMinutes ?? NaN;
      expect(sign * ahead).toBeGreaterThan(54);
      expect(sign * ahead).toBeLessThan(66);
    }
  });

  it('are refused as pictures of another place', () => {
    for (const name of names) {
      const elsewhere = pictures[name].site === svalbard ? arizona : svalbard;
      expect(solveAs(name, pictures[name].time, elsewhere).solved, name).toBe(false);
    }
  });

  it('of a site 0.27 deg off (swapped digits in a header) are solved: every star stays, the zenith moves by as much', () => {
    const { time, site } = pictures.clear;
    const right = solutionOf('clear');
    const said = { ...site, latitudeDeg: 34.4773 };
    const wrong = solved(solveAs('clear', time, said));
    const wanted = new Map(
      brightPlaces(right.model, starsOver(time, site)).map((place) => [place.row, place]),
    );
    let met = 0;
    for (const { row, x, y } of brightPlaces(wrong.model, starsOver(time, said))) {
      const place = wanted.get(row);
      if (place === undefined) continue;
      met += 1;
      expect(Math.hypot(x - place.x, y - place.y), `row ${row}`).toBeLessThan(0.1);
    }
    expect(met).toBeGreaterThan(150);
    const moved = Math.hypot(wrong.zenith.x - right.zenith.x, wrong.zenith.y - right.zenith.y);
    const missedDeg = site.latitudeDeg - said.latitudeDeg;
    expect((moved * right.zenithScaleArcmin) / 60).toBeCloseTo(missedDeg, 1);
    expect(Math.abs(wrong.tiltDeg - right.tiltDeg)).toBeLessThan(missedDeg);
  });

  it.each(names)('%s: mirrored or lying on its side it is solved all the same', (name) => {
    const plane = planeOf(name);
    const { width, height, data } = plane;
    const { time, site } = pictures[name];
    const { zenith } = solutionOf(name);
    const mirrored = image(width, height, new Float32Array(data.length));
    const lying = image(height, width, new Float32Array(data.length));
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        mirrored.data[y * width + width - 1 - x] = data[y * width + x];
        // A quarter turn: what was right is now below.
        lying.data[x * height + height - 1 - y] = data[y * width + x];
      }
    }
    const stars = starsOver(time, site);
    const one = solved(solveFisheye(mirrored, fisheyeSources(mirrored), stars));
    expect(one.model.parity).toBe('mirrored');
    expect(one.zenith.x).toBeCloseTo(width - 1 - zenith.x, 1);
    expect(one.zenith.y).toBeCloseTo(zenith.y, 1);
    const other = solved(solveFisheye(lying, fisheyeSources(lying), stars));
    expect(other.model.parity).toBe('direct');
    expect(other.zenith.x).toBeCloseTo(height - 1 - zenith.y, 1);
    expect(other.zenith.y).toBeCloseTo(zenith.x, 1);
  });
});

describe('pictures that are no starry sky', () => {
  const { time, site } = pictures.clear;
  const flat = (of: (k: number) => number): Image =>
    image(
      1392,
      1040,
      Float32Array.from({ length: 1392 * 1040 }, (_, k) => of(k)),
    );
  const random = seeded(21);

  it.each([
    { kind: 'empty', plane: () => flat(() => 0) },
    { kind: 'saturated', plane: () => flat(() => 65535) },
    { kind: 'noise', plane: () => flat(() => 1000 + 30 * normal(random)) },
    {
      kind: 'noise with hot pixels',
      plane: () => flat(() => 1000 + 30 * normal(random) + (random() < 5e-4 ? 5000 * random() : 0)),
    },
  ])('are refused: $kind', ({ plane }) => {
    const picture = plane();
    const outcome = solveFisheye(picture, fisheyeSources(picture), starsOver(time, site));
    expect(outcome.solved).toBe(false);
    if (!outcome.solved) expect(outcome.problem.hint).not.toBeNull();
  });

  // Needs the independent night beside this checkout.
  it.skipIf(!hasIndependentNight)('are refused: ordinary frames of 27 deg', () => {
    const pixels = nightPixels(unpackNight().night);
    for (const name of ['ib001', 'ib020', 'ib045']) {
      const picture = pixels(name);
      const outcome = solveFisheye(picture, fisheyeSources(picture), starsOver(time, site));
      expect(outcome.solved, name).toBe(false);
    }
  });
});
