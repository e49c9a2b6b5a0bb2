import { describe, expect, it } from 'vitest';
import {
  bennettLiftDeg,
  bennettRefraction,
  constantsRefraction,
  layeredRefraction,
  nsnsdRowLiftDeg,
  refractionConstants,
  saemundssonLiftDeg,
  standardPressureHpa,
} from '../index.js';

const seaLevel = {
  pressureHpa: 1010,
  temperatureC: 10,
  relativeHumidity: 0.5,
  wavelengthUm: 0.55,
  latitudeDeg: 45,
  heightM: 0,
};
const mountain = {
  pressureHpa: 780,
  temperatureC: 5,
  relativeHumidity: 0.3,
  wavelengthUm: 0.55,
  latitudeDeg: 40.3,
  heightM: 2400,
};
const forms = [
  ['layered', layeredRefraction],
  ['constants', constantsRefraction],
  ['bennett', bennettRefraction],
] as const;

describe('refraction', () => {
  it.each(forms)('%s: apparent and true altitude are each the way back of the other', (_, form) => {
    const air = form(mountain);
    for (let apparent = -1; apparent <= 90; apparent += 0.25) {
      const there = air.trueAltitudeDeg(apparent);
      expect(there).toBeLessThanOrEqual(apparent);
      expect(air.apparentAltitudeDeg(there)).toBeCloseTo(apparent, 8);
    }
    expect(air.apparentAltitudeDeg(-30)).toBeCloseTo(-30 + (-1 - air.trueAltitudeDeg(-1)), 8);
  });

  it('the constants are those of ERFA (pyerfa 2.0.0.1, refco)', () => {
    const { a, b } = refractionConstants(seaLevel);
    expect(a).toBeCloseTo(0.00028128723513513767, 15);
    expect(b).toBeCloseTo(-3.150053023489763e-7, 17);
  });

  it.each([
    [45, 57.9547],
    [60, 100.1554],
    [75, 213.1549],
    [80, 317.194],
  ])('A tan z + B tan3 z at zenith distance %d is %d arcsec', (z, expected) => {
    const altitude = 90 - z;
    const lift = altitude - constantsRefraction(seaLevel).trueAltitudeDeg(altitude);
    expect(lift * 3600).toBeCloseTo(expected, 3);
  });

  // Rays traced through the same air in polar coordinates by an adaptive solver (scipy 1.10).
  it.each([
    [seaLevel, 0, 2025.501],
    [seaLevel, 1, 1441.323],
    [seaLevel, 5, 588.944],
    [seaLevel, 20, 158.04],
    [mountain, 0, 1581.735],
    [mountain, 2, 853.363],
    [mountain, 10, 249.935],
    [mountain, 45, 45.577],
  ])('the layered air bends as a traced ray does (%#)', (air, altitude, arcsec) => {
    const lift = altitude - layeredRefraction(air).trueAltitudeDeg(altitude);
    expect(Math.abs(lift * 3600 - arcsec)).toBeLessThan(0.15);
  });

  it('layered and two-constant forms meet above 20 deg to 0.05 arcsec', () => {
    const layered = layeredRefraction(mountain);
    const constants = constantsRefraction(mountain);
    for (let altitude = 20; altitude <= 90; altitude += 5) {
      const difference = layered.trueAltitudeDeg(altitude) - constants.trueAltitudeDeg(altitude);
      expect(Math.abs(difference) * 3600).toBeLessThan(0.05);
    }
  });

  it("repeats Meeus' example 16.a: the Sun's limb at 0.5 deg", () => {
    const standard = { pressureHpa: 1010, temperatureC: 10 };
    expect(bennettLiftDeg(0.5, standard) * 60).toBeCloseTo(28.754 - 0.06 * Math.sin(7.604), 1);
    expect(saemundssonLiftDeg(0.5541, standard) * 60).toBeCloseTo(24.618, 2);
  });

  it("Bennett's and Saemundsson's formulae agree to 8 arcsec in the standard air", () => {
    const air = bennettRefraction(seaLevel);
    for (let apparent = 1; apparent <= 80; apparent++) {
      const there = air.trueAltitudeDeg(apparent);
      const difference = saemundssonLiftDeg(there, seaLevel) - (apparent - there);
      expect(Math.abs(difference) * 3600).toBeLessThan(8);
    }
  });

  it('no air bends nothing', () => {
    const none = constantsRefraction({ ...seaLevel, pressureHpa: 0 });
    expect(none.apparentAltitudeDeg(12.5)).toBe(12.5);
  });

  it.each([
    [50, 0, 0.116897],
    [50, 2000, 0.091526],
    [32, 1500, 0.100971],
  ])('the constant of the old pipeline at %d F and %d m is %d deg', (fahrenheit, metres, lift) => {
    expect(nsnsdRowLiftDeg(fahrenheit, metres)).toBeCloseTo(lift, 6);
  });

  it('the standard air thins to 795 hPa at 2000 m', () => {
    expect(standardPressureHpa(0)).toBe(1013.25);
    expect(standardPressureHpa(2000)).toBeCloseTo(794.95, 1);
  });
});
