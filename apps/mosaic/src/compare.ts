import {
  metricNames,
  NightSkiesError,
  problem,
  readDocument,
  setAstrometrySchema,
  type Metric,
  type MetricName,
  type OverlapReport,
  type Problem,
  type SetAstrometry,
} from '@nightskies/contracts';
import {
  binFrame,
  compareOverlaps,
  placementOf,
  readMapFrame,
  type BinnedFrame,
  type Placement,
  usualCellPx,
} from '@nightskies/mosaic';
import { readCircumstances } from '@nightskies/astrometry';
import { overlapPlot } from '@nightskies/imaging';
import type { InputFile, TaskHandler } from '@nightskies/platform';
import { firstImage, openFits } from '@nightskies/fits';

/**
 * `mosaic.compare`: what the frames of a set say of the sky they share, and how well the camera
 * repeats itself. A frame that cannot be placed on the sky takes no part; rendering names it.
 */
export const compare: TaskHandler<'mosaic.compare'> = async (context) => {
  const { night, set, band } = context.arguments;
  const astrometry = readDocument(
    setAstrometrySchema,
    await context.one('astrometry'),
    'astrometry of a set',
  );
  const room = new FrameRoom();
  const frames: BinnedFrame[] = [];
  for (const name of context.names('frame')) {
    const input = await context.open('frame', name);
    const frame = binned(input, astrometry, room, () => placementOf(astrometry, input.name));
    if (frame !== null) frames.push(frame);
  }
  const zenith: BinnedFrame[] = [];
  for (const name of context.names('zenith')) {
    const input = await context.open('zenith', name);
    const frame = binned(input, astrometry, room, () => zenithPlacement(astrometry, input));
    if (frame !== null) zenith.push(frame);
  }
  const [before, after] = zenith;
  const kind = context.parameters['background-matching'];
  const report = compareOverlaps(frames, {
    ...{ night, set, band },
    zenith: before !== undefined && after !== undefined ? [before, after] : null,
    matching: kind === 'none' ? null : kind,
  });
  return {
    outputs: [
      {
        role: 'report',
        name: 'overlaps.json',
        bytes: new TextEncoder().encode(`${JSON.stringify(report, null, 1)}\n`),
        facts: { metrics: figuresOf(report) },
      },
      {
        role: 'plot',
        name: 'overlaps.png',
        bytes: await overlapPlot({
          title: 'Overlaps of frames',
          subtitle: `${night}, data set ${set}, ${band} band`,
          report,
        }),
      },
    ],
    problems: complaints(report),
  };
};

function binned(
  input: InputFile,
  astrometry: SetAstrometry,
  room: FrameRoom,
  placement: () => Placement,
): BinnedFrame | null {
  try {
    const frame = readMapFrame(input, input.name, placement(), (header) => ({
      // The middle of the exposure counts from frame to frame only: how JD is meant does not matter.
      middleJdUtc: readCircumstances(header, astrometry.band, 'start').middleJdUtc,
      sky: () => null,
    }));
    return binFrame(frame, usualCellPx, room.of(frame.model));
  } catch (error) {
    if (error instanceof NightSkiesError) return null;
    throw error;
  }
}

/** Room for the pixels of one frame after the other, all of a size as a rule. */
class FrameRoom {
  #pixels = new Float32Array(0);

  of({ width, height }: { readonly width: number; readonly height: number }): Float32Array {
    if (this.#pixels.length !== width * height) this.#pixels = new Float32Array(width * height);
    return this.#pixels;
  }
}

/** Zenith frames are not solved; both look where the mount was told to, which is all that counts here. */
function zenithPlacement({ camera }: SetAstrometry, input: InputFile): Placement {
  const { header } = firstImage(openFits(input, input.name));
  return {
    pose: {
      azimuthDeg: header.number('AZ') ?? 0,
      altitudeDeg: header.number('ALT') ?? 90,
      rollDeg: 0,
    },
    lens: camera === null ? { kind: 'radial' } : { kind: 'measured', camera },
  };
}

/** The repeatability of the camera, as the history of a park keeps it. */
function figuresOf({ repeatability }: OverlapReport): Metric[] {
  const figure = (name: MetricName, found: { value: number; sigma: number } | null): Metric => ({
    name,
    sky: 'full',
    value: found === null ? null : found.value * 100,
    uncertainty: found === null ? null : found.sigma * 100,
    unit: metricNames[name].unit,
    reason: found === null ? 'too few frames see the same sky' : null,
  });
  return [
    figure('overlap-repeatability', repeatability.overlaps),
    figure('zenith-repeatability', repeatability.zenith?.pointwise ?? null),
  ];
}

function complaints({ disagreeing }: OverlapReport): Problem[] {
  return disagreeing.map(({ frame, sentence }) =>
    problem('frame-disagrees', `the neighbours of a frame contradict it: ${sentence}`, {
      file: `${frame}.fit`,
      expected: 'the brightness its neighbours see in the same sky',
      hint: 'Look at the frame for clouds, fog, dew or a lamp; the map is made with it.',
    }),
  );
}
