import {
  cameraAxes,
  directionOfPixel,
  observerFrame,
  type CameraModel,
  type StarSelection,
} from '@nightskies/sky';
import type { FrameToMeasure } from '../frame-input.js';

/** A star of a made-up frame. */
export interface MadeUpStar {
  readonly x: number;
  readonly y: number;
  readonly v: number;
  /** Light drawn over that of its magnitude, 1 when left out. */
  readonly drawn?: number;
  /** Where it is drawn, px from where the catalogue has it. */
  readonly shift?: number;
  /** False for one that the catalogue does not have. */
  readonly listed?: boolean;
}

/** DN of a star of magnitude 0, all of it. */
export const lightOfMagnitude0 = 8e6;
export const skyDn = 300;
const gain = 3;
const side = 320;

const camera: CameraModel = {
  width: side,
  height: side,
  focalLengthPx: 2150,
  principalPoint: { x: (side - 1) / 2, y: (side - 1) / 2 },
  radial: [-0.15, 0, 0],
  decentering: [0, 0],
  affinity: [0, 0],
};

/** Numbers near the normal distribution from a seed: sums of twelve even ones. */
function noiseFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    let sum = -6;
    for (let k = 0; k < 12; k++) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      sum += state / 2 ** 32;
    }
    return sum;
  };
}

/** Light of a star per px at a distance: a core of nine tenths and a wider skirt. */
function density(r2: number, sigma: number): number {
  const gaussian = (s: number): number => Math.exp(-r2 / (2 * s * s)) / (2 * Math.PI * s * s);
  return 0.9 * gaussian(sigma) + 0.1 * gaussian(2 * sigma);
}

/** Part of that light within a radius. */
export function lightWithin(radius: number, sigma = 0.8): number {
  const core = 1 - Math.exp(-(radius * radius) / (2 * sigma * sigma));
  const skirt = 1 - Math.exp(-(radius * radius) / (8 * sigma * sigma));
  return 0.9 * core + 0.1 * skirt;
}

/**
 * A frame of 320 x 320 px at 50 deg altitude without extinction, with Poisson-like noise, and the
 * catalogue it is measured with.
 */
export function madeUpFrame(
  stars: readonly MadeUpStar[],
  { sigma = 0.8, seed = 1, altitudeDeg = 50 } = {},
): FrameToMeasure {
  const pose = { azimuthDeg: 120, altitudeDeg, rollDeg: 3 };
  const sky = observerFrame({
    longitudeDeg: -110,
    latitudeDeg: 35,
    heightM: 1500,
    jdUtc: 2_461_000.7,
    refraction: null,
  });
  const data = new Float32Array(side * side).fill(skyDn);
  for (const { x, y, v, drawn = 1, shift = 0 } of stars) {
    const light = drawn * lightOfMagnitude0 * 10 ** (-0.4 * v);
    const grain = light > 2000 ? 5 : 3;
    const reach = Math.ceil((light > 2000 ? 12 : 6) * sigma);
    for (
      let row = Math.max(Math.round(y) - reach, 0);
      row <= Math.min(y + reach, side - 1);
      row++
    ) {
      const from = Math.max(Math.round(x + shift) - reach, 0);
      for (let column = from; column <= Math.min(x + shift + reach, side - 1); column++) {
        let sum = 0;
        for (let k = 0; k < grain * grain; k++) {
          const dx = column - x - shift + (Math.floor(k / grain) - (grain - 1) / 2) / grain;
          const dy = row - y + ((k % grain) - (grain - 1) / 2) / grain;
          sum += density(dx * dx + dy * dy, sigma);
        }
        data[row * side + column] += (light * sum) / (grain * grain);
      }
    }
  }
  const noise = noiseFrom(seed);
  const uncertainty = data.map((value) => Math.sqrt(value / gain + 20));
  for (let at = 0; at < data.length; at++) data[at] += uncertainty[at] * noise();
  return {
    frame: 'ib001',
    band: 'V',
    pixels: { width: side, height: side, data },
    uncertainty: { width: side, height: side, data: uncertainty },
    gainElectronsPerDn: null,
    readNoiseElectrons: null,
    flags: { width: side, height: side, data: new Uint8Array(side * side) },
    exposureSeconds: 10,
    middleJdUtc: 2_461_000.7,
    camera,
    pose,
    sky,
    catalogue: catalogueOf(stars.filter(({ listed }) => listed !== false)),
    options: { lowestAltitudeDeg: 5 },
  };

  function catalogueOf(listed: readonly MadeUpStar[]): StarSelection {
    const vectors = listed.map(({ x, y }) => {
      const direction = directionOfPixel(camera, cameraAxes(pose), x, y);
      if (direction === null) throw new Error('a made-up star outside the lens');
      return sky.altAzToIcrsVector(direction);
    });
    return {
      count: listed.length,
      x: Float64Array.from(vectors, ({ x }) => x),
      y: Float64Array.from(vectors, ({ y }) => y),
      z: Float64Array.from(vectors, ({ z }) => z),
      v: Float64Array.from(listed, ({ v }) => v),
      bv: new Float64Array(listed.length).fill(0.5),
      flags: new Uint8Array(listed.length),
      hip: Uint32Array.from(listed, (_, k) => k + 1),
      row: Uint32Array.from(listed, (_, k) => k),
    };
  }
}

/** A lattice of stars 44 px apart, of magnitudes 4.5 to 6, none near the border. */
export function lattice(): MadeUpStar[] {
  const stars: MadeUpStar[] = [];
  for (let row = 0; row < 6; row++) {
    for (let column = 0; column < 6; column++) {
      stars.push({
        x: 48.3 + 44.21 * column,
        y: 49.1 + 44.37 * row,
        v: 4.5 + ((row * 6 + column) % 7) / 4,
      });
    }
  }
  return stars.sort((a, b) => a.v - b.v);
}
