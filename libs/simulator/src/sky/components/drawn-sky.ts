import { Random } from '../../random.js';
import type { ComponentSky, DomeOptions } from './options.js';

/**
 * Another sky for every seed: airglow of 18 to 62 nL with a gradient, a change in time and waves,
 * scattered light, zodiacal light and Milky Way about their usual level (scatter 6 and 8 %), one to
 * four domes of 30 to 2500 nL with 2 to 10 nL of far glow in all, and a skyline. Equal seeds give
 * equal skies.
 */
export function drawnSky(seed: number): ComponentSky {
  const random = new Random(seed, 'components of the sky');
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const airglow = {
    zenithNl: between(18, 62),
    heightKm: between(86, 97),
    gradient: between(0, 0.12),
    gradientAzimuthDeg: between(0, 360),
    perHour: 0.06 * random.normal(),
    ripple: between(0, 0.03),
  };
  const zodiacalFactor = 1 + 0.06 * random.normal();
  const galacticFactor = 1 + 0.08 * random.normal();
  const diffuse = { zenithNl: between(3, 7), steepness: between(0.5, 0.75) };
  const count = 1 + Math.floor(4 * random.uniform());
  const farNl = between(2, 10);
  const towns = Array.from({ length: count }, () => ({
    azimuthDeg: between(0, 360),
    widthDeg: between(8, 30),
    heightDeg: between(3.5, 9),
    nearNl: 30 * (2500 / 30) ** random.uniform(),
  }));
  const light = towns.reduce((sum, { nearNl }) => sum + nearNl, 0);
  const domes: DomeOptions[] = towns.map((town) => ({
    ...town,
    farNl: (farNl * town.nearNl) / light,
  }));
  const lowestDeg = between(0.2, 1.2);
  const terrain = { lowestDeg, highestDeg: lowestDeg + between(1.5, 5), shape: seed };
  return {
    kind: 'components',
    airglow,
    zodiacalFactor,
    galacticFactor,
    diffuse,
    domes,
    moonlight: true,
    twilight: true,
    snow: false,
    terrain,
  };
}
