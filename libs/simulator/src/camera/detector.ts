import { Random } from '../random.js';
import type { CameraGeometry } from './geometry.js';
import { unbinnedSide } from './lens.js';

/** Electrons per DN. */
export const gainElectronsPerDn = 1.6;
/** Electrons, rms of one read-out. */
export const readNoiseElectrons = 9;
export const adcMaximum = 65_535;
const biasLevelDn = 1004;

/** A row of a linearity curve: linear DN = DN * factor, DN counted above the bias. */
export type LinearityRow = readonly [dn: number, factor: number];

/** A square part of the chip: its first column and row, and its side, px. */
export interface Part {
  readonly start: number;
  readonly side: number;
}

/** The true detector: everything is what a perfect measurement would find. */
export class Detector {
  /** DN of each pixel without light and drift. */
  readonly bias: Float32Array;
  /** e-/s of each pixel. */
  readonly darkRate: Float32Array;
  /**
   * Response to a sky of uniform luminance (vignetting, solid angle, pixels), its mean 1 in the middle
   * of the array (`meanOfMiddle`).
   */
  readonly flats: Readonly<Record<'V' | 'B', Float32Array>>;
  readonly linearity: readonly LinearityRow[];
  private readonly measuredOfLinear: Float64Array;
  private readonly size: number;

  constructor(geometry: CameraGeometry, seed: number, structure: boolean) {
    const { size } = geometry;
    this.size = size;
    const count = size * size;
    const random = new Random(seed, 'detector');
    this.bias = new Float32Array(count).fill(biasLevelDn);
    this.darkRate = new Float32Array(count);
    const response = new Float32Array(count).fill(1);
    if (structure) {
      for (let i = 0; i < count; i++) {
        const row = Math.floor(i / size) / size;
        const column = (i % size) / size;
        this.bias[i] += 3 * (row - 0.5) + 1.5 * Math.sin(9 * column) + 0.5 * random.normal();
        this.darkRate[i] = 0.8 + 0.15 * random.normal() ** 2;
        if (random.uniform() < 0.0006) this.darkRate[i] += 6 * 100 ** random.uniform();
        response[i] += 0.006 * random.normal();
      }
    }
    const flat = (falloff: number): Float32Array =>
      structure ? flatOf(geometry, response, falloff) : new Float32Array(count).fill(1);
    this.flats = { V: flat(0.22), B: flat(0.25) };
    this.linearity = structure
      ? curve()
      : [
          [0, 1],
          [adcMaximum, 1],
        ];
    this.measuredOfLinear = invert(this.linearity);
  }

  /** DN above the bias that stand for linear DN; the curve is not followed below 0. */
  measured(linearDn: number): number {
    if (linearDn <= 0) return linearDn;
    const last = this.measuredOfLinear.length - 1;
    if (linearDn >= last) return this.measuredOfLinear[last];
    const i = Math.floor(linearDn);
    const low = this.measuredOfLinear[i];
    return low + (linearDn - i) * (this.measuredOfLinear[i + 1] - low);
  }

  /**
   * One read-out of a square part of the chip.
   *
   * @param light linear DN by light in each pixel of the whole chip, null in the dark
   * @param random null for no noise at all
   * @returns raw DN, 0 to 65535
   */
  read(
    light: Float32Array | null,
    exposureSeconds: number,
    driftDn: number,
    random: Random | null,
    part: Part,
  ): Uint16Array {
    const raw = new Uint16Array(part.side * part.side);
    for (let i = 0; i < raw.length; i++) {
      const row = part.start + Math.floor(i / part.side);
      const pixel = row * this.size + part.start + (i % part.side);
      let electrons = this.darkRate[pixel] * exposureSeconds;
      if (light !== null) electrons += light[pixel] * gainElectronsPerDn;
      if (random !== null) electrons = random.electrons(electrons, readNoiseElectrons);
      const dn = this.measured(electrons / gainElectronsPerDn) + this.bias[pixel] + driftDn;
      raw[i] = Math.max(0, Math.min(adcMaximum, Math.round(dn)));
    }
    return raw;
  }

  /**
   * The whole chip read out, and bias, linearity and dark current undone by their true values.
   *
   * @param light linear DN by light
   * @param random null for no noise at all
   * @param flat as measured
   */
  readCalibrated(
    light: Float32Array,
    exposureSeconds: number,
    random: Random | null,
    flat: Float32Array,
  ): CalibratedFrame {
    const data = new Float32Array(light.length);
    const sigma = new Float32Array(light.length);
    const saturated = new Uint8Array(light.length);
    for (let i = 0; i < light.length; i++) {
      const dark = this.darkRate[i] * exposureSeconds;
      const mean = dark + light[i] * gainElectronsPerDn;
      const electrons = random === null ? mean : random.electrons(mean, readNoiseElectrons);
      if (this.measured(electrons / gainElectronsPerDn) + this.bias[i] >= adcMaximum) {
        saturated[i] = 1;
      }
      data[i] = (electrons - dark) / gainElectronsPerDn / flat[i];
      const variance = Math.max(0, electrons) + readNoiseElectrons ** 2;
      sigma[i] = Math.sqrt(variance) / gainElectronsPerDn / flat[i];
    }
    return { data, sigma, saturated };
  }
}

/** A frame as a calibration without fault leaves it. */
export interface CalibratedFrame {
  /** Linear DN over the measured flat, bias and dark current taken off. */
  readonly data: Float32Array;
  /** 1 sigma by photons and readout, as the pixel's own light has it. */
  readonly sigma: Float32Array;
  /** 1 where the pixel was saturated. */
  readonly saturated: Uint8Array;
}

function flatOf(geometry: CameraGeometry, response: Float32Array, falloff: number): Float32Array {
  const { size, solidAngle, binning } = geometry;
  const centre = (size - 1) / 2;
  const half = (unbinnedSide / binning - 1) / 2;
  const flat = response.map((own, i) => {
    const x = ((i % size) - centre) / half;
    const y = (Math.floor(i / size) - centre) / half;
    return own * solidAngle[i] * (1 - falloff * (x * x + y * y) * 0.5);
  });
  const middle = geometry.meanOfMiddle(flat);
  return flat.map((value) => value / middle);
}

function curve(): LinearityRow[] {
  return Array.from({ length: 66 }, (_, i) => {
    const dn = Math.min(i * 1000, adcMaximum);
    const factor = 1 + 0.02 * (dn / adcMaximum) ** 2 + 0.012 * (1 - Math.exp(-dn / 6000));
    return [dn, Math.round(factor * 1e6) / 1e6];
  });
}

/** Measured DN at each whole linear DN, for the curve read by straight lines between its rows. */
function invert(rows: readonly LinearityRow[]): Float64Array {
  const [lastDn, lastFactor] = rows[rows.length - 1];
  const table = new Float64Array(Math.floor(lastDn * lastFactor) + 1);
  let row = 0;
  for (let linear = 0; linear < table.length; linear++) {
    while (row < rows.length - 2 && rows[row + 1][0] * rows[row + 1][1] < linear) row += 1;
    const [dn0, factor0] = rows[row];
    const [dn1, factor1] = rows[row + 1];
    const slope = (factor1 - factor0) / (dn1 - dn0);
    // m (factor0 + slope (m - dn0)) = linear, the root that stays finite for slope 0.
    const b = factor0 - slope * dn0;
    table[linear] = (2 * linear) / (b + Math.sqrt(b * b + 4 * slope * linear));
  }
  return table;
}
