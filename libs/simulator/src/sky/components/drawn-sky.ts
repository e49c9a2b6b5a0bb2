import { Random } from '../../random.js';
import type { ComponentSky } from './options.js';

/**
 * Another sky for every seed: airglow of 18 to 62 nL with a gradient, a change in time and waves,
 * scattered light of 1.1 to 1.5 times what is scattered once (as a Monte Carlo of air over ground of
 * albedo 0 to 0.3 gives), zodiacal light and Milky Way about their usual level (scatter 6 and 8 %), one to
 * four domes of 40 to 1600 nL with 0.2 to 0.8 % of that as far glow at the zenith, and a skyline. Equal
 * seeds give equal skies.
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
  const scattering = { strength: between(1.1, 1.5), asymmetry: between(0.5, 0.8) };
  const count = 1 + Math.floor(4 * random.uniform());
  const domes = Array.from({ length: count }, () => ({
    azimuthDeg: between(0, 360),
    widthDeg: between(8, 30),
    heightDeg: between(3.5, 9),
    nearNl: 40 * 40 ** random.uniform(),
    farShare: between(0.002, 0.008),
  })).map(({ farShare, ...dome }) => ({ ...dome, farNl: farShare * dome.nearNl }));
  const lowestDeg = between(0.2, 1.2);
  const terrain = { lowestDeg, highestDeg: lowestDeg + between(1.5, 5), shape: seed };
  return {
    kind: 'components',
    airglow,
    zodiacalFactor,
    galacticFactor,
    scattering,
    domes,
    moonlight: true,
    twilight: true,
    snow: false,
    terrain,
  };
}
