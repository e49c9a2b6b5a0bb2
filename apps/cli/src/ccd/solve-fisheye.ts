import {
  FisheyeCamera,
  fisheyeCards,
  fisheyeSources,
  notAStar,
  skyOverPlace,
  solveFisheye,
} from '@nightskies/astrometry';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { SkyOnPicture } from '@nightskies/imaging';
import { equatorialOf } from '@nightskies/sky';
import { skyOverSite, type PictureFacts } from './picture-facts.js';
import type { Picture } from './read-picture.js';
import { viewAt, type SolvedPicture } from './solved-picture.js';
import type { StarsOfYear } from './star-finder.js';

/** So far below the horizon nothing is drawn or told: there the ground is. */
const lowestAltitudeDeg = -1;

/**
 * Solves a whole-sky picture of a camera that looks at the zenith, from its time and place.
 *
 * @throws NightSkiesError `bad-option` without time and place; the reason when it is not solved
 */
export function solveWholeSky(
  file: string,
  picture: Picture,
  { jdUtc, site, hints }: PictureFacts,
  { catalogue }: StarsOfYear,
): SolvedPicture {
  if (jdUtc === undefined || site === undefined) {
    throw new NightSkiesError(
      problem('bad-option', 'a whole-sky picture is solved from its time and place', {
        file,
        found: `${jdUtc === undefined ? 'no time' : 'a time'}, ${site === undefined ? 'no site' : 'a site'}`,
        expected: 'both, in the header or as options',
        hint: 'Add --time 2024-10-04T05:30:00 (middle of the exposure, UTC) and --site LAT,LON,HEIGHT.',
      }),
    );
  }
  const { luminance, saturationLevel } = picture;
  const frame = skyOverSite(site, jdUtc);
  const stars = skyOverPlace(frame, catalogue);
  const found = fisheyeSources(luminance, saturationLevel === undefined ? {} : { saturationLevel });
  const chosen = Array.from(found.x.keys()).filter((k) => ((found.flags[k] ?? 0) & notAStar) === 0);
  const sources = {
    x: chosen.map((k) => found.x[k] ?? NaN),
    y: chosen.map((k) => found.y[k] ?? NaN),
  };
  const outcome = solveFisheye(luminance, sources, stars, {
    latitudeDeg: site.latitudeDeg,
    ...(hints.parity === undefined ? {} : { parity: hints.parity }),
  });
  if (!outcome.solved) {
    throw new NightSkiesError({ ...outcome.problem, file });
  }
  const camera = new FisheyeCamera(outcome.model);
  const sky: SkyOnPicture = {
    pixelOf: (direction) => {
      const seen = frame.icrsVectorToAltAz(direction);
      return seen.altitudeDeg < lowestAltitudeDeg ? undefined : camera.pixelOf(seen);
    },
    directionAt: (pixel) => {
      const seen = camera.directionAt(pixel);
      if (seen === undefined || seen.altitudeDeg < lowestAltitudeDeg) return undefined;
      return frame.altAzToIcrsVector(seen);
    },
  };
  const middle = { x: (luminance.width - 1) / 2, y: (luminance.height - 1) / 2 };
  const scaleArcsec = outcome.zenithScaleArcmin * 60;
  const direction = sky.directionAt(middle);
  const { zenithSigmaPx, matches } = outcome;
  return {
    sky,
    cards: fisheyeCards(outcome.model),
    centre: direction === undefined ? { raDeg: NaN, decDeg: NaN } : equatorialOf(direction),
    scaleArcsec,
    rotationDeg: viewAt(sky, middle).upDeg,
    parity: outcome.model.parity,
    matched: matches.map(({ source, star }) => ({
      x: sources.x[source] ?? NaN,
      y: sources.y[source] ?? NaN,
      row: stars.row[star] ?? -1,
      v: stars.v[star] ?? NaN,
    })),
    rmsPx: outcome.rmsPx,
    centreSigmaArcsec: scaleArcsec * Math.hypot(zenithSigmaPx.x, zenithSigmaPx.y),
    logOdds: outcome.logOdds,
    order: null,
    projection: 'zenithal polynomial (ZPN, azimuth and altitude)',
    contradictions: [],
    hints: ['time and site'],
    how: 'stars 2.0 px wide',
  };
}
