import { problem, type PhotometricFit, type Problem } from '@nightskies/contracts';
import type { SkyFitness } from '../moonlight/fitness.js';
import type { AzimuthRange, GroundLight, SkyCoverage } from './sky-facts.js';

/** What is known of a set apart from the model of its sky; null for what is not known. */
export interface ObservingFacts {
  readonly fitness: SkyFitness | null;
  /** Zeropoint and extinction; null when they were not sought at all. */
  readonly photometry: Pick<
    PhotometricFit,
    'applied' | 'conditions' | 'fixed' | 'frames' | 'free' | 'measurements' | 'reason'
  > | null;
  readonly frames: { readonly expected: number; readonly missing: readonly string[] } | null;
  readonly coverage: SkyCoverage | null;
  readonly ground: GroundLight | null;
}

/**
 * Ground as bright as this part of the light on it is no bare ground: rock, sand, grass and wood throw
 * back 5 to 30 % of it, snow 60 to 90 %.
 */
export const brightGroundShare = 0.4;
/** Missing parts of the sky smaller than this change no sum by more than its zeropoint does. */
export const smallGap = 0.02;

/**
 * The caveats an observer would write beside the numbers of a set: what was against it, what that does
 * to the numbers, and no more. Codes: those of `fitnessOf`, `cloudy`, `extinction-unsteady`,
 * `no-standard-stars`, `few-standard-stars`, `clouds-unknown`, `sky-missing`, `snow-bright`,
 * `ground-bright`. Empty for a dark, clear, whole sky.
 */
export function observingCaveats(facts: ObservingFacts): readonly Problem[] {
  return [
    ...(facts.fitness?.problems ?? []),
    ...caveatsOfStars(facts),
    ...caveatsOfCoverage(facts),
    ...caveatsOfGround(facts),
  ];
}

function caveatsOfStars({ photometry }: ObservingFacts): Problem[] {
  if (photometry === null) return [cloudsUnknown('zeropoint and extinction were not sought')];
  if (photometry.free === null) return [zeropointAssumed(photometry)];
  return [...cloudy(photometry), ...unsteady(photometry)];
}

type Photometry = NonNullable<ObservingFacts['photometry']>;

function cloudy({ conditions, frames }: Photometry): Problem[] {
  const clouds = conditions.filter(({ kind }) => kind === 'cloud-in-frame');
  if (clouds.length === 0) return [];
  const names = clouds.flatMap(({ frame }) => frame ?? []);
  const most = Math.max(...clouds.map(({ value }) => value));
  const dimmed = `${clouds.length} of ${frames.length} frames`;
  return [
    problem(
      'cloudy',
      `Clouds: starlight was dimmed in ${dimmed} (${listed(names)}), by up to ${most.toFixed(2)} mag. ` +
        'The map shows the clouds as they were: they hide natural light and throw back that of towns, ' +
        'neither of which is corrected',
      {
        found: `${dimmed} dimmed`,
        expected: 'equally clear sky in every frame',
        hint: 'Do not compare the artificial light of this set with that of clear nights.',
      },
    ),
  ];
}

function unsteady({ conditions }: Photometry): Problem[] {
  const changes = conditions.filter(({ kind }) => kind !== 'cloud-in-frame');
  if (changes.length === 0) return [];
  return [
    problem(
      'extinction-unsteady',
      'The air was not equally clear at all times and in all directions; the natural model uses one ' +
        'extinction for the whole set',
      {
        found: changes.map(({ sentence }) => sentence).join(' '),
        expected: 'one extinction',
        hint: 'Expect errors of the natural light near the horizon beyond those stated.',
      },
    ),
  ];
}

function zeropointAssumed({ applied, fixed, measurements, reason }: Photometry): Problem {
  const { uncertaintyMag, zeropointMag, origin } = applied;
  const error =
    uncertaintyMag === null ? 'of unknown error' : `+- ${uncertaintyMag.toFixed(3)} mag`;
  const used = `${measurements.used} measurements of ${measurements.stars} stars`;
  const rests = `brightness rests on the zeropoint ${zeropointMag.toFixed(3)} mag (${origin}), ${error}`;
  const details = {
    found: reason ?? used,
    expected: 'standard stars over a range of airmasses',
    hint: 'Compare the brightness of known parts of the sky with another night of the camera.',
  };
  if (fixed !== null) {
    const sentence = `Too few standard stars for a zeropoint of this night (${used}): ${rests}`;
    return problem('few-standard-stars', sentence, details);
  }
  return problem(
    'no-standard-stars',
    `No standard star could be used: ${rests}; extinction is assumed, and whether the sky was clear ` +
      'cannot be told',
    details,
  );
}

function cloudsUnknown(found: string): Problem {
  return problem('clouds-unknown', 'Whether the sky was clear cannot be told from its stars', {
    found,
    expected: 'a photometry of the set',
    hint: 'Look at the panorama before trusting the artificial light.',
  });
}

function caveatsOfCoverage({ coverage, frames }: ObservingFacts): Problem[] {
  if (coverage === null || coverage.seenFraction > 1 - smallGap) return [];
  const unseen = (100 * (1 - coverage.seenFraction)).toFixed(0);
  const where = coverage.unseen.length === 0 ? '' : ` (mostly azimuth ${ranged(coverage.unseen)})`;
  const lost =
    frames === null || frames.missing.length === 0
      ? ''
      : `: ${frames.missing.length} of ${frames.expected} frames are missing (${listed(frames.missing)})`;
  const zenith = coverage.zenithSeen ? '' : ' The zenith was not seen.';
  return [
    problem(
      'sky-missing',
      `${unseen} % of the sky was not seen${where}${lost}. Sums hold the part that was seen; nothing is ` +
        `filled in.${zenith}`,
      {
        found: `${(100 * coverage.seenFraction).toFixed(1)} % of the sky`,
        expected: 'all of it',
        hint: 'Compare means and zenith with other nights, not sums; a dome in the gap is not known.',
      },
    ),
  ];
}

function caveatsOfGround({ ground, fitness }: ObservingFacts): Problem[] {
  if (ground === null) return [];
  const share = ground.groundNl / ground.skyNl;
  if (!(share >= brightGroundShare)) return [];
  const bright = `The ground was ${share.toFixed(2)} times as bright as the sky over it`;
  const details = {
    found: `ground ${ground.groundNl.toFixed(0)} nL, sky ${ground.skyNl.toFixed(0)} nL`,
    expected: `ground below ${brightGroundShare} of the sky`,
    hint: 'Look at the terrain mask, and draw it by hand where it is wrong.',
  };
  const litDirectly =
    (fitness?.moonAltitudeDeg ?? -90) > 0 || (fitness?.sunAltitudeDeg ?? -90) > -6;
  if (litDirectly) {
    const sentence = `${bright}, lit by the Moon or the Sun; the skyline is less sure than by night`;
    return [problem('ground-bright', sentence, details)];
  }
  return [
    problem(
      'snow-bright',
      `${bright}, as under snow: it throws light of sky and towns back into the air, so that glow is ` +
        'brighter than over bare ground; the skyline, found where it gets dark, is less sure',
      details,
    ),
  ];
}

/** The first names of many. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 6).join(', ');
  return names.length > 6 ? `${shown} and ${names.length - 6} more` : shown;
}

function ranged(ranges: readonly AzimuthRange[]): string {
  return ranges
    .map(({ fromDeg, toDeg }) => `${fromDeg.toFixed(0)} to ${(toDeg % 360).toFixed(0)}`)
    .join(', ');
}
