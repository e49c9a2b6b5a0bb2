import { readFile } from 'node:fs/promises';
import { readCircumstances, skyOver } from '@nightskies/astrometry';
import {
  cameraConstantsSchema,
  readDocument,
  setAstrometrySchema,
  type CameraConstants,
  type FramePlacement,
  type SetAstrometry,
} from '@nightskies/contracts';
import { firstImage, imageNamed, openFits, type OpenFits } from '@nightskies/fits';
import { parseRawFileName } from '@nightskies/nsnsd';
import {
  frameRoom,
  measureDefaults,
  measureFrame,
  unmeasuredFrame,
  writeFramePhotometry,
  type FramePhotometry,
  type FrameToMeasure,
  type MeasureOptions,
} from '@nightskies/photometry';
import type { TaskContext, TaskInput, TaskOutcome } from '@nightskies/platform';
import {
  openStarCatalogue,
  starCatalogueUrl,
  type CameraModel,
  type StarCatalogue,
  type StarSelection,
} from '@nightskies/sky';

/** Every catalogue star of a frame, at the place the set's camera and pointing give it. */
export async function measureNow(
  context: TaskContext<'photometry.measure'>,
): Promise<TaskOutcome<'photometry.measure'>> {
  const camera = readDocument(
    cameraConstantsSchema,
    await context.one('camera'),
    'camera constants',
  );
  const astrometry = astrometryOf(await context.one('astrometry'));
  const [name = ''] = context.names('frame');
  const measured = await photometryOf(
    openFits(await context.open('frame', name), name),
    parseRawFileName(name)?.stem ?? name,
    { camera, astrometry },
    context.parameters,
  );
  const used = measured.stars.flags.reduce((sum, flags) => sum + (flags === 0 ? 1 : 0), 0);
  return {
    outputs: [
      {
        role: 'stars',
        name,
        bytes: writeFramePhotometry(measured),
        facts: { measured: measured.stars.count, usable: used, failure: measured.failure },
      },
    ],
  };
}

const astrometries = new WeakMap<Uint8Array, SetAstrometry>();

/** The astrometry of the set, read once for as long as its bytes are kept from frame to frame. */
function astrometryOf(input: TaskInput): SetAstrometry {
  const known = astrometries.get(input.bytes);
  if (known !== undefined) return known;
  const read = readDocument(setAstrometrySchema, input, 'astrometry of a set');
  astrometries.set(input.bytes, read);
  return read;
}

async function photometryOf(
  file: OpenFits,
  frame: string,
  set: { readonly camera: CameraConstants; readonly astrometry: SetAstrometry },
  parameters: TaskContext<'photometry.measure'>['parameters'],
): Promise<FramePhotometry> {
  const hdu = firstImage(file);
  const { band } = set.camera;
  const circumstances = readCircumstances(hdu.header, band, parameters['julian-date']);
  const exposureSeconds = hdu.header.requireNumber('EXPTIME');
  const sky = skyOver(circumstances);
  const placement = set.astrometry.frames.find((one) => one.frame === frame);
  const nothing = (failure: string): FramePhotometry =>
    unmeasuredFrame({
      ...{ frame, band, exposureSeconds, failure },
      middleJdUtc: circumstances.middleJdUtc ?? Number.NaN,
      airmassFormula: parameters.airmass,
    });
  if (circumstances.middleJdUtc === null || sky === null) {
    return nothing('no time or site in its header: where its stars stand is not known');
  }
  if (set.astrometry.camera === null || placement === undefined) {
    return nothing('the set has no camera model');
  }
  if (placement.status !== 'solved') return nothing(unsolved(placement));
  const catalogue = await starsAround(placement, circumstances.middleJdUtc, set.astrometry.camera);
  // The planes lie in the memory of a kernel: nothing may be waited for from here on.
  const input: FrameToMeasure = {
    ...{ frame, band, exposureSeconds, sky, catalogue },
    ...readPlanes(file),
    gainElectronsPerDn: set.camera.gainElectronsPerDn?.value ?? hdu.header.number('EGAIN') ?? null,
    readNoiseElectrons: set.camera.readNoiseElectrons?.value ?? null,
    middleJdUtc: circumstances.middleJdUtc,
    camera: set.astrometry.camera,
    pose: placement.pose,
    options: { airmassFormula: parameters.airmass, ...optionsOf(circumstances.binning) },
  };
  return measureFrame(input);
}

function unsolved({ status, reason }: FramePlacement): string {
  const why = {
    solved: '',
    predicted: 'not solved by its own stars',
    disagrees: 'its own solution contradicts the set',
    commanded: 'not solved, and the set has no model of its mount',
  }[status];
  return reason === null ? why : `${why}: ${reason}`;
}

/** A star's picture is never smaller than the pixels it falls on, px. */
const leastAperturePx = 2.5;

/**
 * Binned frames: the aperture of unbinned ones as an angle on the sky, as far as pixels allow. As it
 * grows with the binning, so does the light of faint stars in it: fewer of them can be measured.
 */
function optionsOf(
  binning: number,
): Pick<MeasureOptions, 'apertureRadiusPx' | 'annulusPx' | 'faintestMagnitude'> {
  const { apertureRadiusPx, annulusPx, faintestMagnitude } = measureDefaults;
  const radius = Math.max(apertureRadiusPx / binning, leastAperturePx);
  const scale = radius / apertureRadiusPx;
  return {
    apertureRadiusPx: radius,
    annulusPx: [annulusPx[0] * scale, annulusPx[1] * scale],
    faintestMagnitude: faintestMagnitude - 2.5 * Math.log10(binning),
  };
}

/** Beyond the corners so much more is asked for: bright stars there reach into the frame, deg. */
const marginDeg = 3;

let kept: WeakRef<StarCatalogue> | null = null;

/**
 * The star catalogue, that of the frame before as long as the collector leaves it: opening costs some
 * 8 ms of a frame's 120, keeping it for good would take 20 MB in every thread.
 */
async function starCatalogue(): Promise<StarCatalogue> {
  const last = kept?.deref();
  if (last !== undefined) return last;
  const catalogue = openStarCatalogue(await readFile(starCatalogueUrl));
  kept = new WeakRef(catalogue);
  return catalogue;
}

/** Catalogue stars of the field and its surroundings. */
async function starsAround(
  { centre }: FramePlacement,
  jd: number,
  { width, height, focalLengthPx }: CameraModel,
): Promise<StarSelection> {
  const catalogue = await starCatalogue();
  const half = Math.atan(Math.hypot(width, height) / 2 / focalLengthPx) * (180 / Math.PI);
  return catalogue.cone({
    raDeg: centre.raDeg ?? 0,
    decDeg: centre.decDeg ?? 0,
    radiusDeg: half + marginDeg,
    epochJd: jd,
  });
}

/** The planes of a frame, read to where they are measured. */
function readPlanes(file: OpenFits): Pick<FrameToMeasure, 'pixels' | 'uncertainty' | 'flags'> {
  const value = firstImage(file);
  const uncertainty = imageNamed(file, 'UNCERT');
  const flags = imageNamed(file, 'FLAGS');
  const [width = 0, height = 0] = value.shape;
  for (const { shape } of [uncertainty ?? value, flags ?? value]) {
    if (shape[0] === width && shape[1] === height) continue;
    throw new RangeError(`a plane of ${shape.join(' x ')} px: the frame has ${width} x ${height}`);
  }
  const room = frameRoom(width, height);
  value.readRows(0, height, room.pixels.data);
  uncertainty?.readRows(0, height, room.uncertainty.data);
  if (flags !== undefined) {
    const bits = flags.readStoredRows(0, height);
    room.flags.data.set(bits instanceof Uint8Array ? bits : Uint8Array.from(bits, Number));
  }
  return {
    pixels: room.pixels,
    uncertainty: uncertainty === undefined ? null : room.uncertainty,
    flags: flags === undefined ? null : room.flags,
  };
}
