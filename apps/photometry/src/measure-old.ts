import { readFile } from 'node:fs/promises';
import { readFrameAstrometry, readTanSip } from '@nightskies/astrometry';
import {
  cameraConstantsSchema,
  NightSkiesError,
  problem,
  readDocument,
  type Band,
} from '@nightskies/contracts';
import { firstImage, readFits, type Header } from '@nightskies/fits';
import { measureOldFrame, writeOldFrame, type OldFrameStars } from '@nightskies/photometry';
import { image } from '@nightskies/pixels';
import type { TaskContext, TaskInput, TaskOutcome } from '@nightskies/platform';
import { readStandardStars, standardStarsUrl, type Site } from '@nightskies/sky';

/** The old pipeline: standard stars of a solved frame, in its arithmetic (image-stages 6.2). */
export async function measureOld(
  context: TaskContext<'photometry.measure'>,
): Promise<TaskOutcome<'photometry.measure'>> {
  const camera = readDocument(
    cameraConstantsSchema,
    await context.one('camera'),
    'camera constants',
  );
  const frame = await context.one('frame');
  const solution = await context.maybe('solution');
  const { measured, exposureSeconds } = await measuredFrame(frame, solution, camera.band);
  return {
    outputs: [
      {
        role: 'stars',
        name: frame.name,
        bytes: writeOldFrame(frame.name, { measured, exposureSeconds }),
        facts: {
          measured: measured?.stars.length ?? 0,
          failure: measured === null ? 'the frame is not solved' : null,
        },
      },
    ],
  };
}

async function measuredFrame(
  frame: TaskInput,
  solution: TaskInput | undefined,
  band: Band,
): Promise<{ readonly measured: OldFrameStars | null; readonly exposureSeconds: number }> {
  const hdu = firstImage(readFits(frame.bytes, frame.name));
  const [width = 0, height = 0] = hdu.shape;
  const exposureSeconds = hdu.header.requireNumber('EXPTIME');
  const header =
    solution === undefined ? null : readFrameAstrometry(solution.bytes, solution.name).header;
  if (header?.boolean('PLTSOLVD') !== true) return { measured: null, exposureSeconds };
  const wcs = readTanSip(header);
  if (wcs === undefined) return { measured: null, exposureSeconds };
  const standards = readStandardStars(await readFile(standardStarsUrl));
  const measured = measureOldFrame(
    {
      name: frame.name,
      image: image(width, height, hdu.float32()),
      band,
      jdUtc: header.requireNumber('JD'),
      exposureSeconds,
      centre: { raDeg: header.requireNumber('CRVAL1'), decDeg: header.requireNumber('CRVAL2') },
      cdelt: [header.requireNumber('CDELT1'), header.requireNumber('CDELT2')],
      skyToPixel: (place) => wcs.pixelOfPlace(place),
    },
    standards,
    siteOf(header, frame.name),
  );
  return { measured, exposureSeconds };
}

function siteOf(header: Header, file: string): Site {
  const longitudeDeg = header.number('LONGITUD');
  const latitudeDeg = header.number('LATITUDE');
  if (longitudeDeg === undefined || latitudeDeg === undefined) {
    throw new NightSkiesError(
      problem('no-time-or-site', 'the elevation of stars cannot be found', {
        file,
        found: 'no LONGITUD or LATITUDE in the header',
        expected: 'LONGITUD, LATITUDE, ELEVATIO, JD',
        hint: 'Add them to the headers of the raw frames.',
      }),
    );
  }
  return { longitudeDeg, latitudeDeg, heightM: header.number('ELEVATIO') ?? 0 };
}
