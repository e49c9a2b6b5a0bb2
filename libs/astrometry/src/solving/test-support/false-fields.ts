import type { IcrsPlace } from '../../wcs/tangent-plane.js';
import type { SolveHints } from '../solution.js';
import { normal, type SeenSources } from './random-sky.js';

const last = 1023;
const scaleArcsec = { low: 87, high: 106 };

type MakeSources = (random: () => number, real: SeenSources) => SeenSources;

/** Sources where no star is, for a frame of 1024 x 1024 px, brightest first. */
const fakes: Readonly<Record<string, MakeSources>> = {
  noise: (random) => strewn(300, () => [last * random(), last * random()]),
  clouds: (random) => {
    const edges = Array.from({ length: 5 }, () => ({
      x: last * random(),
      y: last * random(),
      turn: 2 * Math.PI * random(),
      bend: 0.004 * normal(random),
    }));
    return strewn(350, (i) => {
      const { x, y, turn, bend } = edges[i % edges.length];
      const along = 250 * normal(random);
      const angle = turn + bend * along;
      return [
        x + along * Math.cos(angle) + 20 * normal(random),
        y + along * Math.sin(angle) + 20 * normal(random),
      ];
    });
  },
  ground: (random) => {
    const towns = Array.from({ length: 8 }, () => [last * random(), 600 + 400 * random()] as const);
    return strewn(300, (i) => {
      if (i % 3 === 0) return [last * random(), 650 + 5 * normal(random)];
      const [x, y] = towns[i % towns.length];
      return [x + 40 * normal(random), y + 8 * normal(random)];
    });
  },
  trails: (random) => {
    const trails = Array.from({ length: 3 }, () => [2 * random() - 1, last * random()] as const);
    return strewn(240, (i) => {
      if (i % 4 === 3) return [last * random(), last * random()];
      const [slope, start] = trails[i % 3];
      return [i * 4.2, start + slope * i * 4.2 + normal(random)];
    });
  },
  'shuffled stars': (random, real) => {
    const y = real.y.slice();
    for (let i = y.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      [y[i], y[j]] = [y[j], y[i]];
    }
    return { x: real.x, y };
  },
  'stars moved about': (random, real) =>
    strewn(real.x.length, (i) => [
      real.x[i] + 25 * normal(random),
      real.y[i] + 25 * normal(random),
    ]),
};

function strewn(count: number, place: (i: number) => readonly [number, number]): SeenSources {
  const places = Array.from({ length: count }, (_, i) => place(i)).filter(
    ([x, y]) => x >= 0 && y >= 0 && x <= last && y <= last,
  );
  return {
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
  };
}

/** A try that must not end in a false solution. */
export interface FalseTry {
  readonly kind: string;
  readonly sources: SeenSources;
  readonly hints: SolveHints;
  /** True stars under a wrong pointing: the right solution is no false one. */
  readonly decoy: boolean;
}

const kinds = Object.keys(fakes);

/**
 * The `i`th try: six of eight of sources that are no stars, with pointing and scale, in three of ten
 * with the scale alone, in one of twenty with nothing; two of eight of true stars under the pointing of
 * another time, site or direction.
 */
export function falseTry(
  i: number,
  random: () => number,
  real: SeenSources,
  truth: IcrsPlace,
): FalseTry {
  const which = i % (kinds.length + 2);
  if (which >= kinds.length) {
    const hours = (random() < 0.5 ? -1 : 1) * (3 + 9 * random());
    const elsewhere =
      which === kinds.length
        ? { raDeg: truth.raDeg + 15 * hours, decDeg: truth.decDeg * (random() < 0.5 ? -1 : 1) }
        : { raDeg: 360 * random(), decDeg: (Math.asin(2 * random() - 1) * 180) / Math.PI };
    const centre = { ...elsewhere, radiusDeg: 10 };
    return { kind: 'decoy', sources: real, hints: { scaleArcsec, centre }, decoy: true };
  }
  const kind = kinds[which];
  const mode = Math.floor(i / (kinds.length + 2)) % 20;
  const centre = { ...truth, radiusDeg: 10 };
  const hints = mode === 0 ? {} : mode <= 6 ? { scaleArcsec } : { scaleArcsec, centre };
  return { kind, sources: fakes[kind](random, real), hints, decoy: false };
}
