import { problem, type PhotometricFit, type Problem } from '@nightskies/contracts';
import { doubtfulConstant, setOf } from './camera-constant.js';

/** So many errors from its camera's past, and a zeropoint has drifted. */
const driftLimit = 3;

/** So many usable stars and none in the fit tell that something is wrong with a frame. */
const telling = 5;

/** What a reader of the set's maps has to know of its calibration. */
export function fitProblems(fit: PhotometricFit): readonly Problem[] {
  const ofSet = [...noFit(fit), ...notPhotometric(fit), ...frameLeftOut(fit), ...drift(fit)];
  return [...ofSet.map((one) => ({ ...one, file: setOf(fit) })), ...doubtfulConstant(fit)];
}

function noFit({ reason, applied }: PhotometricFit): Problem[] {
  if (reason === null) return [];
  return [
    problem('zeropoint-unmeasured', 'zeropoint and extinction of the set could not be fitted', {
      found: reason,
      expected: 'stars over a range of airmasses',
      hint: `The map is made with ${applied.zeropointMag.toFixed(3)} mag (${applied.origin}).`,
    }),
  ];
}

function notPhotometric({ conditions }: PhotometricFit): Problem[] {
  if (conditions.length === 0) return [];
  return [
    problem('not-photometric', 'the sky was not equally clear in all frames of the set', {
      found: conditions.map(({ sentence }) => sentence).join(' '),
      expected: 'the same extinction in every direction, all the time',
      hint: 'Look at the residual picture. The fit leaves cloudy frames out; the map shows them as they are.',
    }),
  ];
}

function frameLeftOut({ frames, conditions }: PhotometricFit): Problem[] {
  const clouded = new Set(conditions.map(({ frame }) => frame));
  // A frame with hardly a star is nothing odd: haze, moonlight and the Milky Way do that.
  const odd = frames.filter(
    ({ frame, reason, usable }) => reason !== null && usable >= telling && !clouded.has(frame),
  );
  if (odd.length === 0) return [];
  return [
    problem('frames-not-fitted', 'stars of some frames do not enter zeropoint and extinction', {
      found: odd.map(({ frame, reason }) => `${frame}: ${reason ?? ''}`).join('; '),
      hint: 'They are in the map all the same.',
    }),
  ];
}

function drift({ history, free, camera, band }: PhotometricFit): Problem[] {
  const sigma = history?.driftSigma ?? null;
  if (history === null || free === null || sigma === null || Math.abs(sigma) <= driftLimit) {
    return [];
  }
  return [
    problem('zeropoint-drift', `the zeropoint of camera ${camera} in ${band} is not what it was`, {
      found: `${free.zeropoint.value.toFixed(3)} +- ${free.zeropoint.total.toFixed(3)} mag`,
      expected: `${history.zeropointMag.toFixed(3)} mag, by ${history.sets} other ${history.sets === 1 ? 'set' : 'sets'}`,
      hint: 'Dirt or dew on the lens, a changed filter or a cloud over all frames does this; check the flat as well.',
    }),
  ];
}
