import { problem, type Problem } from '@nightskies/contracts';
import type { Site } from '@nightskies/sky';
import { scatteredMoonlightNl } from './scattered-moonlight.js';
import { sunAndMoon, type SunAndMoon } from './sun-and-moon.js';
import { twilightNl } from './twilight-law.js';

/**
 * Light at the zenith from which on a set is not fit for the natural model: the accuracy the method is
 * published with, 8 nL over 95 % of the sky (Duriscoe 2013, PASP 125, 1370). More than that of light
 * the model does not know would go into airglow and artificial light.
 */
export const unfitNl = 8;
/** From here on it is said: an eighth of that, below the error of any zeropoint. */
export const worthSayingNl = 1;
/** With the Sun deeper than this no twilight is measured at the zenith. */
const nightDepthDeg = 18;
/** True altitude with the upper limb on the horizon. */
const sunriseDeg = -0.83;
const moreNight = 'the Sun more than 18 deg below the horizon';

/** Sun and Moon of a set, and what of their light is in its map. */
export interface SkyFitness {
  /** Highest true altitude of the Sun during the set, deg. */
  readonly sunAltitudeDeg: number;
  /** Highest true altitude of the Moon, deg. */
  readonly moonAltitudeDeg: number;
  /** Lit part of its disc then, 0 to 1. */
  readonly moonIlluminatedFraction: number;
  /** Most of it at the zenith, nL. */
  readonly moonlightZenithNl: number;
  readonly twilightZenithNl: number;
  /** False when either is too bright for the natural model to be fitted. */
  readonly fitForModel: boolean;
  /** `moon-up`, `twilight`, `daylight`. */
  readonly problems: readonly Problem[];
}

/**
 * Whether the sky of a set was free of Moon and Sun.
 *
 * @param timesJdUtc of the frames; at least one
 * @param extinctionCoefficient mag/airmass of the band
 */
export function fitnessOf(
  site: Site,
  timesJdUtc: readonly number[],
  { band, extinctionCoefficient }: { band: 'V' | 'B'; extinctionCoefficient: number },
): SkyFitness {
  const bodies = timesJdUtc.map((jdUtc) => sunAndMoon(site, jdUtc));
  const sunAltitudeDeg = Math.max(...bodies.map(({ sun }) => sun.altitudeDeg));
  const highest = highestMoon(bodies);
  const moonlightZenithNl = Math.max(
    ...bodies.map(({ moon }) =>
      scatteredMoonlightNl(moon, 90, 90 - moon.altitudeDeg, extinctionCoefficient, band),
    ),
  );
  const twilightZenithNl = twilightNl(sunAltitudeDeg, 90, 0, band);
  const facts = {
    sunAltitudeDeg,
    moonAltitudeDeg: highest.altitudeDeg,
    moonIlluminatedFraction: highest.illuminatedFraction,
    moonlightZenithNl,
    twilightZenithNl,
    fitForModel: moonlightZenithNl < unfitNl && twilightZenithNl < unfitNl,
  };
  const problems = (
    sunAltitudeDeg > sunriseDeg ? [daylight(facts)] : [moonProblem(facts), sunProblem(facts)]
  ).filter((one) => one !== null);
  return { ...facts, problems };
}

type Facts = Omit<SkyFitness, 'problems'>;

function highestMoon(bodies: readonly SunAndMoon[]): SunAndMoon['moon'] {
  const moons = bodies.map(({ moon }) => moon);
  return moons.reduce((best, moon) => (moon.altitudeDeg > best.altitudeDeg ? moon : best));
}

function moonProblem(facts: Facts): Problem | null {
  const { moonAltitudeDeg, moonIlluminatedFraction, moonlightZenithNl } = facts;
  if (moonlightZenithNl < worthSayingNl) return null;
  const lit = Math.round(100 * moonIlluminatedFraction);
  const light = `about ${rounded(moonlightZenithNl)} nL at the zenith`;
  const unfit = moonlightZenithNl >= unfitNl;
  return problem(
    'moon-up',
    `The Moon was up to ${moonAltitudeDeg.toFixed(0)} deg above the horizon, ${lit} % lit: its light ` +
      `(${light}) is in the map and not subtracted${consequence(unfit)}`,
    {
      found: light,
      expected: `less than ${unfitNl} nL, what the natural model is accurate to`,
      hint: 'Trust the sums of all light; for artificial light observe again without the Moon.',
    },
  );
}

function sunProblem(facts: Facts): Problem | null {
  const { sunAltitudeDeg, twilightZenithNl } = facts;
  if (sunAltitudeDeg <= -nightDepthDeg) return null;
  const unfit = twilightZenithNl >= unfitNl;
  const hint = 'Observe later after dusk, or earlier before dawn.';
  const depth = `${(-sunAltitudeDeg).toFixed(1)} deg below the horizon`;
  return problem(
    'twilight',
    `The Sun was only ${depth}: twilight (about ${rounded(twilightZenithNl)} nL at the zenith, more ` +
      `towards the Sun) is in the map and not subtracted${consequence(unfit)}`,
    { found: `the Sun ${depth}`, expected: moreNight, hint },
  );
}

function daylight({ sunAltitudeDeg }: Facts): Problem {
  return problem('daylight', 'The Sun was above the horizon: this is no night sky', {
    found: `the Sun at ${sunAltitudeDeg.toFixed(1)} deg`,
    expected: moreNight,
    hint: 'Check date, time (UTC) and longitude (positive to the east) in the headers.',
  });
}

function consequence(unfit: boolean): string {
  return unfit
    ? '; the natural sky cannot be told from it, and neither can the artificial light'
    : '; it is counted as airglow or artificial light';
}

/** Two digits: the laws are good to a tenth at best. */
function rounded(nanolamberts: number): string {
  return String(Number(nanolamberts.toPrecision(2)));
}
