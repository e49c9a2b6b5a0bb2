import type { SoughtStar } from '@nightskies/natural-sky';
import { measurementFlags, type FramePhotometry, type MeasuredStars } from '@nightskies/photometry';

/** Stars that fix how bright the others should be: high, plain, and nothing wrong with them. */
const referenceAltitudeDeg = 15;
const referenceSignal = 30;
const fewestReferences = 20;
/** A star is seen when it is brighter than so many errors and as bright as it should be to this, mag. */
const seenSignal = 6;
const seenWithinMag = 0.75;
/** It is missing when it should have so many errors and has this part of its light, however dim the air. */
const missingSignal = 20;
const missingShare = 0.2;
/** Air near the horizon may be dimmer than the fit has it, mag per airmass. */
const dimmerAir = 0.04;

const { neighbour, badPixel, cosmicRay, border } = measurementFlags;
const unusable = neighbour.bit | badPixel.bit | cosmicRay.bit | border.bit;

/** Part of the usual share of a star's light in its brightest pixel below which it is no star. */
const leastPeak = 0.4;

/** A reference star. */
interface Reference {
  readonly airmass: number;
  /** Instrumental less catalogue magnitude. */
  readonly mag: number;
  /** Part of its light in its brightest pixel. */
  readonly peak: number;
}

/** What stars of a set are like. */
interface Air {
  readonly at0: number;
  readonly perAirmass: number;
  readonly peak: number;
}

/**
 * Which catalogue stars were seen at their places in the frames of a set, and which are missing where
 * they would be plain: terrain hides stars. How bright a star should be follows from the high stars of the
 * same set, a line of loss against airmass through their medians.
 *
 * @returns none when too few stars were measured to tell
 */
export function soughtStars(frames: readonly FramePhotometry[], belowDeg: number): SoughtStar[] {
  const air = airOf(frames);
  if (air === null) return [];
  const found: SoughtStar[] = [];
  for (const { stars, exposureSeconds } of frames) {
    for (let k = 0; k < stars.count; k++) {
      const altitudeDeg = stars.altitudeDeg[k] ?? NaN;
      if (
        !(altitudeDeg > 0 && altitudeDeg < belowDeg) ||
        ((stars.flags[k] ?? 0) & unusable) !== 0
      ) {
        continue;
      }
      const airmass = stars.airmass[k] ?? NaN;
      const expectedMag = (stars.magnitude[k] ?? NaN) + air.at0 + air.perAirmass * airmass;
      const expected = 10 ** (-0.4 * expectedMag) * exposureSeconds;
      const flux = (stars.flux[k] ?? NaN) * (stars.relativeSolidAngle[k] ?? 1);
      const error = Math.max(stars.fluxError[k] ?? NaN, 0);
      const fainter = -2.5 * Math.log10(flux / expected);
      const dimmest = expected * 10 ** (-0.4 * dimmerAir * airmass);
      // Light of the skyline in the aperture is as much as a faint star's, but has no peak.
      const seen =
        peakShare(stars, k) > leastPeak * air.peak &&
        flux > seenSignal * error &&
        Math.abs(fainter) < seenWithinMag + dimmerAir * airmass;
      const isMissing = dimmest > missingSignal * error && flux < missingShare * dimmest;
      if (seen || isMissing)
        found.push({ azimuthDeg: stars.azimuthDeg[k] ?? NaN, altitudeDeg, seen });
    }
  }
  return found;
}

function peakShare({ peak, background, flux }: MeasuredStars, k: number): number {
  return ((peak[k] ?? NaN) - (background[k] ?? NaN)) / (flux[k] ?? NaN);
}

/** Loss of light of the set: two medians, of the higher and of the lower half of the reference stars. */
function airOf(frames: readonly FramePhotometry[]): Air | null {
  const losses: Reference[] = frames.flatMap(({ stars, exposureSeconds }) =>
    Array.from({ length: stars.count }, (_, k) => k)
      .filter(
        (k) =>
          (stars.altitudeDeg[k] ?? 0) > referenceAltitudeDeg &&
          stars.flags[k] === 0 &&
          (stars.flux[k] ?? 0) > referenceSignal * (stars.fluxError[k] ?? Infinity),
      )
      .map((k) => {
        const rate = ((stars.flux[k] ?? 0) * (stars.relativeSolidAngle[k] ?? 1)) / exposureSeconds;
        return {
          airmass: stars.airmass[k] ?? NaN,
          mag: -2.5 * Math.log10(rate) - (stars.magnitude[k] ?? NaN),
          peak: peakShare(stars, k),
        };
      }),
  );
  if (losses.length < fewestReferences) return null;
  losses.sort((a, b) => a.airmass - b.airmass);
  const half = Math.floor(losses.length / 2);
  const high = middleOf(losses.slice(0, half));
  const low = middleOf(losses.slice(-half));
  const perAirmass = Math.max(
    0,
    low.airmass > high.airmass ? (low.mag - high.mag) / (low.airmass - high.airmass) : 0,
  );
  return { perAirmass, at0: high.mag - perAirmass * high.airmass, peak: high.peak };
}

function middleOf(losses: readonly Reference[]): Reference {
  const median = (values: number[]): number =>
    values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
  return {
    airmass: median(losses.map(({ airmass }) => airmass)),
    mag: median(losses.map(({ mag }) => mag)),
    peak: median(losses.map(({ peak }) => peak)),
  };
}
