import {
  readCircumstances,
  solveFrame,
  tanSipCards,
  writeFrameAstrometry,
  type FramePixels,
  type SolvedFrame,
} from '@nightskies/astrometry';
import { cameraConstantsSchema, readDocument, type Json } from '@nightskies/contracts';
import { firstImage, imageNamed, openFits, type CardEntry, type OpenFits } from '@nightskies/fits';
import { solvedHeader, unsolvedHeader } from '@nightskies/nsnsd';
import type { TaskHandler } from '@nightskies/platform';
import { image, StarFrame, type Image, type PixelArray } from '@nightskies/pixels';
import { starSky } from './star-sky.js';

/** In compat mode calibrated frames carry no flags; the old pipeline stored up to this. */
const nsnsdSaturationDn = 65535;

/** The old solver fitted order 2, whatever the lens; ours chooses the order that predicts best. */
const distortion = { none: { maxOrder: 5 }, nsnsd: { order: 2 } } as const;

/**
 * `astrometry.solve`: where one calibrated frame looked. A frame that cannot be solved is a result as
 * well, with its reason: the set places it.
 */
export const solve: TaskHandler<'astrometry.solve'> = async (context) => {
  const camera = readDocument(
    cameraConstantsSchema,
    await context.one('camera'),
    'camera constants',
  );
  const [name = ''] = context.names('frame');
  const file = openFits(await context.open('frame', name), name);
  const { header, shape } = firstImage(file);
  const [width = 0, height = 0] = shape;
  const sized = header.withAll([
    ['IMAGEW', width, 'px, columns of the frame'],
    ['IMAGEH', height, 'px, rows of the frame'],
  ]);
  const { compat } = context.parameters;
  const circumstances = readCircumstances(
    header,
    camera.band,
    compat === 'nsnsd' ? 'middle' : context.parameters['julian-date'],
  );
  const { stars: sky, catalogue } = await starSky(circumstances.middleJdUtc);
  // The frame is read to the memory of a kernel: nothing may be waited for from here on.
  const outcome = solveFrame(
    framePixels(file, camera.gainElectronsPerDn?.value ?? null),
    circumstances,
    sky,
    {
      scaleArcsec: camera.plateScaleArcsec.value * circumstances.binning,
      ...distortion[compat],
    },
  );
  const found = {
    sources: outcome.sources,
    groundShare: outcome.groundShare,
    starCatalogue: catalogue,
  };
  if (!outcome.solved) {
    const unsolved = unsolvedHeader(sized).withAll([
      ['SOLVFAIL', outcome.reason, 'why the frame was not solved'],
      ['NSOURCES', outcome.sources, 'sources above the ground'],
      starCatalogueCard(catalogue),
    ]);
    return {
      outputs: [
        {
          role: 'solution',
          name,
          bytes: writeFrameAstrometry({ header: unsolved, stars: null }),
          facts: { solved: false, reason: outcome.reason, ...found },
        },
      ],
    };
  }
  const { solution, stars } = outcome;
  const solved = solvedHeader(
    sized,
    { wcs: tanSipCards(solution.wcs), pixelScaleArcsec: solution.scaleArcsec },
    { compat },
  ).withAll([...qualityCards(outcome), starCatalogueCard(catalogue)]);
  return {
    outputs: [
      {
        role: 'solution',
        name,
        bytes: writeFrameAstrometry({ header: solved, stars }),
        facts: { solved: true, ...solutionFacts(outcome), ...found },
      },
    ],
  };
};

/** The catalogue comes with the product and is no input of the task: the file itself names it. */
function starCatalogueCard(catalogue: string): CardEntry {
  return ['STARCAT', catalogue, 'SHA-256 of the star catalogue, 16 digits'];
}

function framePixels(file: OpenFits, gain: number | null): FramePixels {
  const hdu = firstImage(file);
  const [width = 0, height = 0] = hdu.shape;
  const frame = StarFrame.room(width, height);
  hdu.readRows(0, height, frame.data);
  const flags = imageNamed(file, 'FLAGS');
  const stated = hdu.header.number('EGAIN');
  return {
    image: frame,
    flags: flags === undefined ? null : flagPlane(width, height, flags.readStoredRows(0, height)),
    saturationLevel: flags === undefined ? nsnsdSaturationDn : null,
    gain: gain ?? stated ?? null,
  };
}

function flagPlane(width: number, height: number, bits: PixelArray): Image<Uint8Array> {
  return image(width, height, bits instanceof Uint8Array ? bits : Uint8Array.from(bits, Number));
}

function qualityCards({ solution, stars, sources }: SolvedFrame): CardEntry[] {
  return [
    ['NSOURCES', sources, 'sources above the ground'],
    ['NMATCHED', stars.count, 'of them matched catalogue stars'],
    ['SOLVRMS', solution.rmsPx, 'rms of matched stars, px'],
    ['SOLVODDS', solution.logOdds, 'ln of the odds against chance'],
  ];
}

function solutionFacts({ solution, stars, hinted }: SolvedFrame): Record<string, Json> {
  return {
    matchedStars: stars.count,
    rmsPixels: solution.rmsPx,
    logOdds: solution.logOdds,
    centreRaDeg: solution.centre.raDeg,
    centreDecDeg: solution.centre.decDeg,
    scaleArcsec: solution.scaleArcsec,
    rotationDeg: solution.rotationDeg,
    order: solution.wcs.order,
    hinted,
  };
}
