import { cameraAxes, pixelOfDirection } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { CameraGeometry } from './camera/geometry.js';
import { realisticLens } from './camera/lens.js';
import type { NightOptions } from './options.js';
import { simulateNight } from './simulate-night.js';
import type { SimulatedNight } from './simulated-night.js';
import type { StarTruth } from './star-table.js';
import { starCatalogue } from './test-support/catalogue.js';

const size = 192;
const clear: Partial<NightOptions> = {
  size,
  binning: 4,
  noise: false,
  scintillation: 0,
  exposureSeconds: 4,
  bFrames: [20],
  psf: { fwhmPx: 1.6, growth: 0.1 },
};
const nights = new Map<string, SimulatedNight>();
/** A night, made once for all tests that want it. */
function of(more: Partial<NightOptions>): SimulatedNight {
  const wanted = JSON.stringify(more);
  const night = nights.get(wanted) ?? simulateNight({ ...clear, ...more }, starCatalogue);
  nights.set(wanted, night);
  return night;
}
const geometry = new CameraGeometry(size, realisticLens, 4);
const reach = 5;

/** Stars inside the frame with none near them. */
function lonely(night: SimulatedNight, frame: string): readonly StarTruth[] {
  const stars = night.starsOf(frame);
  return stars.filter(
    (star) =>
      Math.min(star.column, star.row, size - 1 - star.column, size - 1 - star.row) > reach + 1 &&
      stars.every(
        (other) =>
          other === star ||
          Math.abs(other.column - star.column) > 2 * reach ||
          Math.abs(other.row - star.row) > 2 * reach,
      ),
  );
}

/** DN of a star by hand: the square about it, less the same square without stars, times the angle. */
function counted(shining: Float32Array, starless: Float32Array, star: StarTruth): number {
  let sum = 0;
  for (let row = Math.round(star.row) - reach; row <= Math.round(star.row) + reach; row++) {
    for (let x = Math.round(star.column) - reach; x <= Math.round(star.column) + reach; x++) {
      const i = row * size + x;
      sum += ((shining[i] - starless[i]) * geometry.solidAngle[i]) / geometry.middleSolidAngle;
    }
  }
  return sum;
}

describe('stars on calibrated frames', () => {
  it.each([['V'], ['B']] as const)('obey the photometric law in %s', (band) => {
    const frame = band === 'V' ? 'ib020' : 'ib020b';
    const [night, dark] = [of({}), of({ stars: false })];
    const { zeropointMag, extinctionMagPerAirmass, colourTerm, frames } = night.truth;
    const seconds = frames.find(({ name }) => name === frame)?.exposureSeconds ?? NaN;
    const [shining, starless] = [night, dark].map((one) => one.calibratedFrame(frame).data);
    const stars = lonely(night, frame);
    expect(stars.length).toBeGreaterThan(15);
    for (const seen of stars) {
      const { vMag, colourMag } = seen.star;
      const mag = band === 'V' ? vMag : vMag + colourMag;
      const law =
        mag +
        colourTerm[band] * colourMag +
        extinctionMagPerAirmass[band] * seen.airmass -
        zeropointMag[band];
      const measured = -2.5 * Math.log10(counted(shining, starless, seen) / seconds);
      expect(Math.abs(measured - law)).toBeLessThan(1e-4);
    }
  });

  it('scintillate, each by its own factor of the truth', () => {
    const [night, still, dark] = [of({ scintillation: 0.05 }), of({}), of({ stars: false })];
    const [a, b, c] = [night, still, dark].map((one) => one.calibratedFrame('ib020').data);
    const factors = lonely(night, 'ib020').map((star) => {
      const factor = counted(a, c, star) / counted(b, c, star);
      expect(factor).toBeCloseTo(star.scintillation, 4);
      return factor;
    });
    const rms = Math.sqrt(factors.reduce((sum, f) => sum + (f - 1) ** 2, 0) / factors.length);
    expect(rms).toBeGreaterThan(0.05);
  });

  it('are dimmed with the sky by a cloud, in its frame only', () => {
    const sky = { kind: 'flat', luminanceCdM2: 3e-4 } as const;
    const night = of({ sky, clouds: [{ frames: ['ib020'], mag: 0.1 }] });
    const [cloudy, fair] = [night, of({ sky })].map((one) => one.calibratedFrame('ib020').data);
    cloudy.forEach((dn, i) => {
      expect(Math.abs(dn / fair[i] / 10 ** -0.04 - 1)).toBeLessThan(1e-5);
    });
    const truth = night.truth.frames.filter(({ cloudMag }) => cloudMag > 0);
    expect(truth.map(({ name }) => name)).toEqual(['ib020']);
    const clearFrame = night.calibratedFrame('ib021').data;
    expect(clearFrame).toEqual(of({ sky }).calibratedFrame('ib021').data);
  });

  it('are fainter where they are told to vary, and alone where others are put out', () => {
    const night = of({});
    const [variable, other] = lonely(night, 'ib020').map(({ star }) => star);
    const changed = of({
      variableStars: [{ star: { row: variable.row }, fainterMag: 1, frames: ['ib020'] }],
      onlyStars: [{ row: variable.row }, { row: other.row }],
    });
    const dnOf = (one: SimulatedNight, row: number): number =>
      one.starsOf('ib020').find(({ star }) => star.row === row)?.dn ?? NaN;
    expect(changed.starsOf('ib020')).toHaveLength(2);
    expect(dnOf(changed, variable.row) / dnOf(night, variable.row)).toBeCloseTo(10 ** -0.4, 10);
    expect(dnOf(changed, other.row)).toBe(dnOf(night, other.row));
    expect(of({ faintestV: -5 }).starsOf('ib020')).toHaveLength(0);
  });

  it('are wide and low in a frame out of focus, with all their light', () => {
    const night = of({ defocus: [{ frames: ['ib020'], widthFactor: 1.5 }] });
    const [blurred, sharp, starless] = [night, of({}), of({ stars: false })].map(
      (one) => one.calibratedFrame('ib020').data,
    );
    const star = lonely(night, 'ib020')[5];
    const middle = Math.round(star.row) * size + Math.round(star.column);
    expect(blurred[middle] - starless[middle]).toBeLessThan(
      0.7 * (sharp[middle] - starless[middle]),
    );
    const kept = counted(blurred, starless, star) / counted(sharp, starless, star);
    expect(kept).toBeCloseTo(1, 3);
  });
});

describe('the truth of a frame', () => {
  it('puts stars where its camera model, pose and sky put them, on a cut chip as well', () => {
    const night = of({});
    const { cameraModel, frames } = night.truth;
    const frame = frames.find(({ name }) => name === 'ib020');
    if (cameraModel === null || frame === undefined) throw new Error('no truth of ib020');
    const sky = night.skyOf('ib020');
    const stars = night.starsOf('ib020');
    expect(stars.length).toBeGreaterThan(20);
    for (const { column, row, raDeg, decDeg } of stars) {
      const seen = sky.icrsToAltAz({ raDeg, decDeg });
      const place = pixelOfDirection(cameraModel, cameraAxes(frame.pose), seen);
      expect(place?.x).toBeCloseTo(column, 6);
      expect(place?.y).toBeCloseTo(row, 6);
    }
    expect(frame.widthFactor).toBe(1);
  });

  it('is refused for a frame there is not', () => {
    expect(() => of({}).starsOf('ib046')).toThrow('ib046');
    expect(() => of({}).calibratedFrame('dark1')).toThrow('dark1');
  });
});

describe('what is not seen singly', () => {
  it('faint stars add their mean light to the frame and to the true sky, in points', () => {
    const faintStars = { faintestV: 9, dexPerMag: 0.41 };
    const [night, without] = [of({ faintStars }), of({})];
    const [a, b] = [night, without].map((one) => one.calibratedFrame('ib043').data);
    const mean = a.reduce((sum, dn, i) => sum + dn - b[i], 0) / a.length;
    const frame = night.truth.frames.find(({ name }) => name === 'ib043');
    if (frame === undefined) throw new Error('no ib043');
    const at = (one: SimulatedNight): number =>
      one.luminanceAt(frame.centre.azimuthDeg, frame.centre.altitudeDeg);
    const sky = b.toSorted()[b.length >> 1];
    const expected = (sky * (at(night) - at(without))) / at(without);
    // Few stars make the light: that of one frame scatters.
    expect(mean / expected).toBeGreaterThan(0.7);
    expect(mean / expected).toBeLessThan(1.4);
    const brighter = a.filter((dn, i) => dn > b[i] + 3 * mean).length / a.length;
    expect(brighter).toBeGreaterThan(0.005);
    expect(brighter).toBeLessThan(0.3);
  });

  it('errors of the flat are those of its file', () => {
    const wrong = of({ flatErrors: { pixel: 0, smooth: 0.02 } });
    const [a, b] = [wrong, of({})].map((one) => one.calibratedFrame('ib020').data);
    const ratios = a.map((dn, i) => dn / b[i] - 1);
    const rms = Math.sqrt(ratios.reduce((sum, r) => sum + r * r, 0) / ratios.length);
    expect(rms).toBeGreaterThan(0.015);
    expect(rms).toBeLessThan(0.025);
    expect(Math.abs(geometry.meanOfMiddle(ratios))).toBeLessThan(1e-3);
  });
});
