import { firstImage, readFits } from '@nightskies/fits';
import {
  cameraAxes,
  layeredRefraction,
  observerFrame,
  pixelOfDirection,
  standardPressureHpa,
  type CameraModel,
} from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { realisticNight, type NightOptions } from './options.js';
import { simulateNight } from './simulate-night.js';
import { starCatalogue } from './test-support/catalogue.js';

const size = 256;
const options: Partial<NightOptions> = {
  ...realisticNight,
  size,
  noise: false,
  detectorStructure: false,
  // So long that the middle of the exposure is far from its start: the sky turns by 0.2 px.
  exposureSeconds: 10,
};
const name = 'ib020';
/** A star of so much light saturates no pixel. */
const saturatedDn = 1e5;

function frameOf(more: Partial<NightOptions>) {
  for (const { path, bytes } of simulateNight({ ...options, ...more }, starCatalogue)) {
    if (path.endsWith(`${name}.fit`)) return firstImage(readFits(bytes, name));
  }
  throw new Error(`no ${name}`);
}

const shining = frameOf({});
const starless = frameOf({ stars: false });
const night = simulateNight(options, starCatalogue);
const frame = night.truth.frames.find((one) => one.name === name);
if (frame === undefined) throw new Error(`no truth of ${name}`);
const [head = '', ...lines] = night.stars().trim().split('\n');
const stars = lines
  .map((line) => line.split(','))
  .filter((cells) => cells[0] === name)
  .map((cells) => {
    const value = (column: string) => Number(cells[head.split(',').indexOf(column)]);
    const [v, x, y, dn] = ['v_mag', 'x', 'y', 'dn'].map(value);
    const [bv, airmass, scint] = ['b_v', 'airmass', 'scint'].map(value);
    const [azimuthDeg, altitudeDeg, raDeg, decDeg] = ['az_app', 'alt_app', 'ra', 'dec'].map(value);
    return { v, bv, x, y, dn, airmass, scint, azimuthDeg, altitudeDeg, raDeg, decDeg };
  });
const inside = stars.filter((star) => Math.min(star.x, star.y, size - star.x, size - star.y) > 5);

describe('the stars of a frame', () => {
  it('stand where the table says: the light about a place has its middle there', () => {
    const withStars = shining.float64();
    const without = starless.float64();
    const alone = inside.filter(
      (star) =>
        star.dn < saturatedDn &&
        !stars.some(
          (other) => other !== star && Math.hypot(other.x - star.x, other.y - star.y) < 9,
        ),
    );
    expect(alone.length).toBeGreaterThan(20);
    for (const star of alone) {
      let [light, x, y] = [0, 0, 0];
      for (let row = Math.round(star.y) - 4; row <= Math.round(star.y) + 4; row++) {
        for (let column = Math.round(star.x) - 4; column <= Math.round(star.x) + 4; column++) {
          const value = withStars[row * size + column] - without[row * size + column];
          light += value;
          x += value * column;
          y += value * row;
        }
      }
      expect(Math.abs(x / light - star.x)).toBeLessThan(0.01);
      expect(Math.abs(y / light - star.y)).toBeLessThan(0.01);
      // A flat of 1 takes off what a pixel off the axis sees more of the sky: up to a quarter.
      expect(light / star.dn).toBeGreaterThan(0.75);
      expect(light / star.dn).toBeLessThan(1.35);
    }
  });

  it('stand where sky, air, mount and lens put their RA and Dec at the middle of the exposure', () => {
    const { header } = shining;
    const number = (keyword: string) => header.requireNumber(keyword);
    const jdUtc = number('JD') + number('EXPTIME') / 2 / 86_400;
    const site = {
      latitudeDeg: number('LATITUDE'),
      longitudeDeg: number('LONGITUD'),
      heightM: number('ELEVATIO'),
    };
    const refraction = layeredRefraction({
      ...site,
      pressureHpa: standardPressureHpa(site.heightM),
      temperatureC: ((number('AMTEMP_F') - 32) * 5) / 9,
      relativeHumidity: number('HUMID') / 100,
      wavelengthUm: 0.55,
    });
    const sky = observerFrame({ jdUtc, ...site, refraction });
    const { lens } = realisticNight;
    if (lens.kind !== 'brown') throw new Error('another lens');
    const camera: CameraModel = {
      ...lens,
      width: size,
      height: size,
      focalLengthPx: (648_000 / Math.PI / lens.scaleArcsec) * (size / 1024),
      principalPoint: night.truth.principalPoint,
    };
    expect(inside.length).toBeGreaterThan(60);
    for (const star of inside) {
      const place = pixelOfDirection(camera, cameraAxes(frame.pose), sky.icrsToAltAz(star));
      expect(Math.abs((place?.x ?? NaN) - star.x)).toBeLessThan(2e-3);
      expect(Math.abs((place?.y ?? NaN) - star.y)).toBeLessThan(2e-3);
    }
    const centre = pixelOfDirection(camera, cameraAxes(frame.pose), sky.icrsToAltAz(frame.centre));
    expect(centre?.x).toBeCloseTo((size - 1) / 2, 5);
    expect(centre?.y).toBeCloseTo((size - 1) / 2, 5);
  });

  it('are brighter the brighter they are in V, by colour, extinction and exposure too', () => {
    for (const star of inside) {
      const slant = 1 / Math.sin((star.altitudeDeg * Math.PI) / 180);
      expect(Math.abs(star.airmass / slant - 1)).toBeLessThan(0.01);
      const mag = -2.5 * Math.log10(star.dn / 10) + night.truth.zeropointMag.V;
      const seen = star.v + 0.04 * star.bv + 0.16 * star.airmass;
      expect(Math.abs(mag - seen)).toBeLessThan(1e-3);
    }
  });
});
