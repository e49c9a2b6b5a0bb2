import {
  cameraConstantsSchema,
  NightSkiesError,
  problem,
  readDocument,
  type FramePlacement,
  type Metric,
  type Problem,
  type SetAstrometry,
} from '@nightskies/contracts';
import { pointingPlot } from '@nightskies/imaging';
import {
  coordinatesRows,
  pointingRows,
  writeCoordinatesTable,
  writePointingTable,
  type CoordinatesRow,
  type PlacedFrame,
  type PointingRow,
} from '@nightskies/nsnsd';
import type { TaskHandler, TaskOutput } from '@nightskies/platform';
import { centralScaleArcsec } from '@nightskies/sky';
import { jointSet } from './joint-set.js';
import { oldSet } from './old-set.js';
import { doubtsOf, oldDoubtsOf } from './set-doubts.js';
import { cdOf, frameOfSet, type FrameOfSet } from './set-inputs.js';

interface SetResult {
  readonly document: Omit<SetAstrometry, 'night' | 'set' | 'band'>;
  readonly pointing: readonly PointingRow[];
  readonly coordinates: readonly CoordinatesRow[];
  readonly metrics: readonly Metric[];
  readonly problems: readonly Problem[];
}

/** `astrometry.adjust`: where every frame of a set looked, from all of them together. */
export const adjust: TaskHandler<'astrometry.adjust'> = async (context) => {
  const { night, set, band } = context.arguments;
  const { compat } = context.parameters;
  const camera = readDocument(
    cameraConstantsSchema,
    await context.one('camera'),
    'camera constants',
  );
  const julianDateOf = compat === 'nsnsd' ? 'middle' : context.parameters['julian-date'];
  const frames: FrameOfSet[] = [];
  for await (const input of context.each('solution')) {
    const frame = frameOfSet(input, camera.band, julianDateOf);
    if (frame !== null) frames.push(frame);
  }
  const result = compat === 'nsnsd' ? oldResult(frames) : jointResult(frames);
  const document: SetAstrometry = { ...result.document, night, set, band };
  const letter = band === 'B' ? 'b' : '';
  const plot = await pointingPlot({
    title: `Pointing errors, ${night}, data set ${set}`,
    subtitle: `${band} band, commanded minus observed`,
    frames: result.pointing.map((row) => ({
      ...row,
      predicted: document.frames.some(
        (frame) => numberOf(frames, frame) === row.number && frame.status !== 'solved',
      ),
    })),
  });
  const output = (
    role: TaskOutput<'astrometry.adjust'>['role'],
    name: string,
    content: string | Uint8Array,
  ): TaskOutput<'astrometry.adjust'> => ({
    role,
    name,
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content,
  });
  const counts = countsOf(document.frames);
  return {
    outputs: [
      {
        ...output('astrometry', 'astrometry.json', `${JSON.stringify(document, null, 2)}\n`),
        facts: { ...counts, metrics: [...result.metrics] },
      },
      output('pointing', `pointerr${letter}_${set}.txt`, writePointingTable(result.pointing)),
      output('plot', `pointerr${letter}_${set}.png`, plot),
      output(
        'coordinates',
        `coordinates${letter}_${set}.txt`,
        writeCoordinatesTable(result.coordinates),
      ),
    ],
    problems: [...result.problems],
  };
};

function numberOf(frames: readonly FrameOfSet[], { frame }: FramePlacement): number | undefined {
  return frames.find((one) => one.frame === frame)?.number;
}

function countsOf(frames: readonly FramePlacement[]): Record<FramePlacement['status'], number> {
  const count = (status: FramePlacement['status']): number =>
    frames.filter((frame) => frame.status === status).length;
  return {
    solved: count('solved'),
    predicted: count('predicted'),
    disagrees: count('disagrees'),
    commanded: count('commanded'),
  };
}

function jointResult(frames: readonly FrameOfSet[]): SetResult {
  const { adjusted, document } = jointSet(frames);
  const placed = new Map(document.frames.map((frame) => [frame.frame, frame]));
  const binning = frames.at(0)?.circumstances.binning ?? 1;
  return {
    document,
    pointing: pointingRows(
      frames.map(({ frame, number, commanded }) => ({
        number,
        commanded,
        observed: placed.get(frame)?.centre ?? commanded,
      })),
    ),
    coordinates: coordinatesOf(frames, placed),
    metrics: adjusted.camera === null ? [] : [pixelScale(adjusted, binning)],
    problems: doubtsOf(
      document,
      adjusted.doubt,
      frames.filter(withoutElevation).map(({ frame }) => frame),
    ),
  };
}

/** Of a frame without a site nothing depends on the air. */
function withoutElevation({ header, sky }: FrameOfSet): boolean {
  return sky !== null && header.number('ELEVATIO') === undefined;
}

function pixelScale(
  { camera, cameraTerms }: ReturnType<typeof jointSet>['adjusted'],
  binning: number,
): Metric {
  const focal = cameraTerms.find(({ name }) => name === 'focal-length');
  const value = camera === null ? null : centralScaleArcsec(camera, binning);
  return {
    name: 'pixel-scale',
    sky: 'full',
    value,
    uncertainty: value === null || focal === undefined ? null : (value * focal.sigma) / focal.value,
    unit: 'arcsec/px',
    reason: null,
  };
}

/** Frames in groups of a site, for which the table of coordinates is made at once. */
function coordinatesOf(
  frames: readonly FrameOfSet[],
  placed: ReadonlyMap<string, FramePlacement>,
): CoordinatesRow[] {
  const site = frames.find((frame) => frame.circumstances.site !== null)?.circumstances.site;
  if (site == null) return [];
  const rows = frames.flatMap((frame): PlacedFrame[] => {
    const placement = placed.get(frame.frame);
    const { middleJdUtc: jdUtc } = frame.circumstances;
    if (jdUtc === null || placement === undefined) return [];
    const { raDeg, decDeg } = placement.centre;
    if (raDeg === null || decDeg === null) return [];
    const cd = placement.status === 'solved' ? cdOf(frame) : null;
    return [{ number: frame.number, jdUtc, centre: { raDeg, decDeg }, cd }];
  });
  return coordinatesRows(rows, site);
}

function oldResult(frames: readonly FrameOfSet[]): SetResult {
  const old = oldSet(frames);
  if (old === null) {
    throw new NightSkiesError(
      problem('no-time-or-site', 'the pointing of the set cannot be found the old way', {
        found: 'no LONGITUD or LATITUDE in the header of the first frame',
        expected: 'LONGITUD, LATITUDE, ELEVATIO, JD',
        hint: 'Add them to the headers, or process without --compat nsnsd.',
      }),
    );
  }
  const mirrored = frames.filter(isMirrored).map(({ frame }) => frame);
  return { ...old, metrics: [], problems: oldDoubtsOf(old.document, mirrored) };
}

/** Rows are stored from the top: where they show the sky as the eye does, the determinant is positive. */
function isMirrored(frame: FrameOfSet): boolean {
  const cd = cdOf(frame);
  return cd !== null && cd.cd11 * cd.cd22 - cd.cd12 * cd.cd21 < 0;
}
