import { readDocument, setAstrometrySchema, type Problem } from '@nightskies/contracts';
import {
  maskSummary,
  writeMaskFile,
  type HorizonStrip,
  type TerrainMask,
} from '@nightskies/natural-sky';
import { readFramePhotometry, type FramePhotometry } from '@nightskies/photometry';
import type { TaskContext, TaskHandler, TaskOutput } from '@nightskies/platform';
import { allSkyGrid } from '@nightskies/sky';
import { showsHorizon } from './horizon-strip.js';
import { maskTiff, readGivenMask, skylinePng } from './mask-files.js';
import { proposeMaskOfSet } from './propose-mask-of-set.js';

/** Cells of masks, deg: those of the usual map. */
const maskStepDeg = 0.05;

/** `natural-sky.mask`: where a set sees sky; a mask a person gave is taken as it is. */
export const mask: TaskHandler<'natural-sky.mask'> = async (context) => {
  const { mask: found, strip, problems } = await maskOf(context);
  const { night, set, band } = context.arguments;
  const { maskedShare, overallConfidence, origin } = maskSummary(found);
  const outputs: TaskOutput<'natural-sky.mask'>[] = [
    {
      role: 'mask',
      name: 'terrain_mask.fits',
      bytes: writeMaskFile(found, [
        ['NIGHT', night],
        ['SET', set],
        ['BAND', band],
      ]),
      facts: { maskedShare, overallConfidence, origin },
    },
    {
      role: 'drawing',
      name: 'mask.tif',
      bytes: maskTiff(found),
    },
  ];
  if (strip !== null) {
    const bytes = await skylinePng(found, strip);
    outputs.push({ role: 'picture', name: 'low_sky.png', bytes });
  }
  return { outputs, problems };
};

interface FoundMask {
  readonly mask: TerrainMask;
  readonly strip: HorizonStrip | null;
  readonly problems: readonly Problem[];
}

async function maskOf(context: TaskContext<'natural-sky.mask'>): Promise<FoundMask> {
  const given = await context.maybe('given');
  if (given !== undefined) {
    return {
      ...(await readGivenMask(given.bytes, given.name, allSkyGrid(maskStepDeg))),
      strip: null,
    };
  }
  const astrometry = readDocument(
    setAstrometrySchema,
    await context.one('astrometry'),
    'astrometry of a set',
  );
  const photometry: FramePhotometry[] = [];
  for await (const { bytes, name } of context.each('stars')) {
    photometry.push(readFramePhotometry(bytes, name));
  }
  return proposeMaskOfSet({
    astrometry,
    frames: context.each('frame', showsHorizon(astrometry)),
    photometry,
    stepDeg: maskStepDeg,
  });
}
