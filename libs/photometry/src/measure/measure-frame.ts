import { measurementFlags, type FramePhotometry, type MeasuredStars } from '../measured-stars.js';
import { airmass } from '../airmass/index.js';
import { measureDefaults, type FrameToMeasure, type MeasureOptions } from './frame-input.js';
import { framePlanes } from './frame-planes.js';
import { apertureRing, type StarShape } from './growth-curve.js';
import { emptyStars, measureStars } from './measure-stars.js';
import { knowScene } from './scene.js';
import { placeStars } from './star-places.js';

/**
 * Measures the catalogue stars of one frame.
 *
 * Light in an aperture above the mean of a wide annulus, catalogue stars and their wings taken out of
 * it; smaller neighbours subtracted; the part of the light outside the aperture from the frame's own
 * growth curve (`withStarShape` puts in that of the set). A frame that gives nothing is a result as
 * well, with its reason in `failure`.
 *
 * @throws RangeError for planes of another size than the picture
 */
export function measureFrame(input: FrameToMeasure): FramePhotometry {
  const options: MeasureOptions = { ...measureDefaults, ...input.options };
  const placed = placeStars(input);
  const mass = placed.altitudeDeg.map((altitude) => airmass(options.airmassFormula, altitude));
  const planes = framePlanes(input);
  const head = {
    frame: input.frame,
    band: input.band,
    exposureSeconds: input.exposureSeconds,
    middleJdUtc: input.middleJdUtc,
    airmassFormula: options.airmassFormula,
    apertureRadiusPx: options.apertureRadiusPx,
  };
  const scene = knowScene(planes, placed, mass, options);
  if (scene === null) {
    const failure = 'too few stars of the catalogue are seen in it';
    return { ...head, growth: null, stars: emptyStars(0), failure };
  }
  const stars = measureStars(input, options, placed, mass, planes, scene);
  return {
    ...head,
    growth: scene.shape.growth,
    growthStars: scene.growthStars,
    stars,
    failure: failureOf(stars, scene.shape, options),
  };
}

function failureOf(
  stars: MeasuredStars,
  { growth }: StarShape,
  { leastApertureFraction, apertureRadiusPx }: MeasureOptions,
): string | null {
  const held = growth.fraction[apertureRing];
  if (held < leastApertureFraction) {
    return (
      `it is out of focus: the aperture of ${apertureRadiusPx} px holds ` +
      `${Math.round(100 * held)} % of a star's light`
    );
  }
  if (stars.flags.includes(0)) return null;
  const reasons = Object.values(measurementFlags).map(({ bit, text }) => ({
    text,
    count: stars.flags.reduce((sum, flags) => sum + ((flags & bit) === 0 ? 0 : 1), 0),
  }));
  const [most] = reasons.sort((a, b) => b.count - a.count);
  return `none of its ${stars.count} stars may be used; of ${most?.count ?? 0}: ${most?.text ?? ''}`;
}
