import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { annotatedPicture, type MarkedBody } from '@nightskies/imaging';
import {
  bodyPlace,
  observerFrame,
  readSkyFigures,
  skyBodies,
  skyFiguresUrl,
  type SkyFigures,
} from '@nightskies/sky';
import type { PictureFacts } from './picture-facts.js';
import type { Picture } from './read-picture.js';
import { declinationText, rightAscensionText } from './sky-angles.js';
import { fieldDeg, type SolvedPicture } from './solved-picture.js';

let figures: SkyFigures | undefined;

/** The picture with everything known in it drawn over, as PNG. */
export async function annotate(
  file: string,
  picture: Picture,
  facts: PictureFacts,
  solution: SolvedPicture,
): Promise<Uint8Array> {
  figures ??= readSkyFigures(readFileSync(skyFiguresUrl));
  const { width, height } = picture.luminance;
  return annotatedPicture({
    widthPx: width,
    heightPx: height,
    planes: picture.planes,
    // FITS has no upper side: the sky is shown as the eye sees it. Other pictures have one.
    firstRowBelow: picture.fits !== undefined && solution.parity === 'mirrored',
    sky: solution.sky,
    stars: solution.matched,
    marks: figures,
    bodies: bodiesOf(facts),
    title: basename(file),
    facts: captionLines(solution, width, height),
  });
}

function captionLines(solution: SolvedPicture, width: number, height: number): string[] {
  const { centre, scaleArcsec, rotationDeg, matched, rmsPx, projection } = solution;
  const [wide, high] = fieldDeg(solution.sky, width, height);
  const field =
    wide === null || high === null ? 'whole sky' : `${degrees(wide)} × ${degrees(high)}`;
  const scale =
    scaleArcsec >= 120
      ? `${(scaleArcsec / 60).toFixed(2)} arcmin/px`
      : `${scaleArcsec.toFixed(2)} arcsec/px`;
  return [
    `Centre ${rightAscensionText(centre.raDeg)} ${declinationText(centre.decDeg)} (ICRS) · ${field} · ${scale} · up is ${Math.abs(rotationDeg).toFixed(1)}° ${rotationDeg < 0 ? 'west' : 'east'} of north`,
    `${matched.length} stars matched, rms ${rmsPx.toFixed(2)} px · ${projection} · ${solution.parity === 'direct' ? 'sky as the eye sees it' : 'stored mirrored'}`,
  ];
}

function degrees(value: number): string {
  return value < 2 ? `${(value * 60).toFixed(1)}'` : `${value.toFixed(1)}°`;
}

const discRadiusDeg = { sun: 0.267, moon: 0.259 } as const;

/** Sun, Moon and planets at the time of the picture; none when that is not known. */
function bodiesOf({ jdUtc, site }: PictureFacts): MarkedBody[] {
  if (jdUtc === undefined) return [];
  // Without a place the Moon may stand a degree off: it is seen from the middle of the Earth then.
  const place = site ?? { longitudeDeg: 0, latitudeDeg: 0, heightM: 0 };
  const frame = observerFrame({ ...place, jdUtc, refraction: null });
  return skyBodies.map((body) => {
    const seen = bodyPlace(body, frame);
    const apparent = site === undefined ? seen.geocentric : seen.topocentric;
    const { raDeg, decDeg } = frame.apparentToIcrs(apparent);
    const [ra, dec] = [(raDeg * Math.PI) / 180, (decDeg * Math.PI) / 180];
    return {
      name: `${body.slice(0, 1).toUpperCase()}${body.slice(1)}`,
      direction: {
        x: Math.cos(dec) * Math.cos(ra),
        y: Math.cos(dec) * Math.sin(ra),
        z: Math.sin(dec),
      },
      radiusDeg: body === 'sun' || body === 'moon' ? discRadiusDeg[body] : 0,
    };
  });
}
