import { rotationDeg, scaleOf, type DaoStars, type StarTracks } from '@nightskies/astrometry';
import { Header, writeFits, type CardEntry, type NumberColumn } from '@nightskies/fits';
import type { Detected, Detection } from './offsets-detection.js';
import { at, medianOf } from './offsets-numbers.js';
import type { FrameTime } from './offsets-time.js';

/** One frame of a sequence with its stars, as it goes into its table. */
export interface FrameRecord {
  /** Name of its file, without folder. */
  readonly name: string;
  readonly time: FrameTime;
  readonly detected: Detected;
}

const rowRule = 'Row numbers count from 0: row 0 is the first row of a table.';

/**
 * Table of one frame: the stars seen in all frames, each in the same row of every table, with their
 * offsets (place here less place there) from the reference and from the frame before. The reference
 * is its own predecessor. Places are px, the centre of the first pixel being (0, 0).
 *
 * @param frame number in `records` and `tracks`; not of a frame that was left out
 */
export function offsetTable(
  records: readonly FrameRecord[],
  tracks: StarTracks,
  frame: number,
  detection: Detection,
  radiusPx: number,
): Uint8Array {
  const record = at(records, frame);
  const { previous } = at(tracks.frames, frame);
  const columns = starColumns(records, tracks, frame);
  return writeFits([
    {
      name: 'STARS',
      header: Header.of([
        ['OBJECT', 'star offsets', 'what the table holds'],
        ['SRCFILE', record.name, 'frame these stars were measured in'],
        ['REFFILE', at(records, 0).name, 'reference of xoffset, yoffset'],
        ['PREVFILE', at(records, previous).name, 'reference of the _prev columns'],
        ...timeCards(record.time),
        ...motionCards(tracks, frame),
        ['NDETECT', record.detected.stars.count, 'stars detected in the frame'],
        [
          'NDOUBT',
          record.detected.stars.count - record.detected.sure,
          'of them not quite of the shape of stars',
        ],
        ['NOISE', record.detected.noise, '[adu] background noise of a pixel'],
        ...(record.detected.fwhmPx === null
          ? []
          : [['FWHM', record.detected.fwhmPx, '[pix] width of the stars'] as const]),
        ['NSINGLE', record.detected.singlePixels, 'single hot pixels replaced before'],
        ...detectionCards(detection, radiusPx),
        ['COMMENT', rowRule],
        ['COMMENT', 'Places: the centre of the first pixel is (0, 0).'],
        ['COMMENT', 'A star is in the same row of the tables of all frames.'],
      ]),
      table: { rows: tracks.inAll.length, columns },
    },
  ]);
}

function starColumns(
  records: readonly FrameRecord[],
  tracks: StarTracks,
  frame: number,
): NumberColumn[] {
  const index = (of: number): readonly number[] =>
    Array.from(tracks.inAll, (track) => at(at(tracks.frames, of).star, track));
  const own = index(frame);
  const { previous } = at(tracks.frames, frame);
  const { stars } = at(records, frame).detected;
  const pick = (values: Float64Array): Float64Array => Float64Array.from(own, (k) => at(values, k));
  const offset = (from: number, axis: 'xCentroid' | 'yCentroid'): Float64Array => {
    const there = at(records, from).detected.stars[axis];
    const rows = index(from);
    return Float64Array.from(own, (k, row) => at(stars[axis], k) - at(there, at(rows, row)));
  };
  const row = Int32Array.from(own, (_, number) => number);
  const column = (
    name: string,
    data: NumberColumn['data'],
    description: string,
    unit?: string,
  ): NumberColumn => ({
    kind: 'numbers',
    name,
    data,
    description,
    ...(unit === undefined ? {} : { unit }),
  });
  return [
    column(
      'id',
      Int32Array.from(own, (k) => k + 1),
      'number of the star among those detected, from 1',
    ),
    column('xcentroid', pick(stars.xCentroid), 'first pixel is 0', 'pix'),
    column('ycentroid', pick(stars.yCentroid), 'first pixel is 0', 'pix'),
    column('sharpness', pick(stars.sharpness), 'peak less its neighbours, over the height'),
    column('roundness1', pick(stars.roundness1), 'by symmetry, 0 for round'),
    column('roundness2', pick(stars.roundness2), 'by marginal fits, 0 for round'),
    column(
      'npix',
      Int32Array.from(own, () => stars.npix),
      'pixels of the kernel',
    ),
    column(
      'sky',
      Float64Array.from(own, () => stars.sky),
      'level taken from peak and flux',
      'adu',
    ),
    column('peak', pick(stars.peak), 'peak pixel above background', 'adu'),
    column('flux', pick(stars.flux), 'height over threshold'),
    column('mag', pick(stars.mag), '-2.5 log10 flux', 'mag'),
    column('xoffset', offset(0, 'xCentroid'), 'from the reference', 'pix'),
    column('yoffset', offset(0, 'yCentroid'), 'from the reference', 'pix'),
    column('xoffset_prev', offset(previous, 'xCentroid'), 'from the frame before', 'pix'),
    column('yoffset_prev', offset(previous, 'yCentroid'), 'from the frame before', 'pix'),
    column('ref_row', row, 'row in table of REFFILE, from 0'),
    column('prev_row', row, 'row in table of PREVFILE, from 0'),
  ];
}

function timeCards({ startUtc, source, exposureSeconds }: FrameTime): CardEntry[] {
  const cards: CardEntry[] = [];
  if (startUtc !== null) {
    cards.push(['TIMESYS', 'UTC', 'time scale'], ['DATE-OBS', startUtc, 'start of exposure']);
  }
  cards.push(['TIMEFROM', source, 'what told the time']);
  if (exposureSeconds !== null) cards.push(['EXPTIME', exposureSeconds, '[s] exposure']);
  return cards;
}

function motionCards(tracks: StarTracks, frame: number): CardEntry[] {
  const { motion, prediction } = at(tracks.frames, frame);
  const cards: CardEntry[] = [
    ['FRAMENUM', frame, 'number in the sequence, from 0'],
    ['NTRACK', trackedIn(tracks, frame), 'stars of the reference seen in the frame'],
    ['NINALL', tracks.inAll.length, 'of them seen in all frames: these rows'],
    ['PREDICT', prediction ?? 'none', 'what predicted the places'],
  ];
  if (motion === null) return cards;
  const { map, rmsPx, pairs } = motion;
  return [
    ...cards,
    ['AFF_XX', map.xx, 'x here = XX x + XY y + X0 of the reference'],
    ['AFF_XY', map.xy],
    ['AFF_X0', map.x0, '[pix]'],
    ['AFF_YX', map.yx, 'y here = YX x + YY y + Y0 of the reference'],
    ['AFF_YY', map.yy],
    ['AFF_Y0', map.y0, '[pix]'],
    ['AFF_RMS', rmsPx, '[pix] rms distance of stars from this map'],
    ['AFF_N', pairs, 'stars in the fit'],
    ['ROTATION', rotationDeg(map), '[deg] turn of the stars, +x towards +y'],
    ['SCALE', scaleOf(map), 'growth of lengths'],
  ];
}

function detectionCards(detection: Detection, radiusPx: number): CardEntry[] {
  return [
    ['BKGBOX', detection.box, '[pix] box of the background mesh'],
    ['BKGFILT', detection.filter, 'median filter over the mesh, boxes'],
    ['BKGEST', detection.background, 'estimator of the background'],
    ['BKGCLIP', detection.clip, '[sigma] clipping'],
    ['DETFWHM', detection.fwhm, '[pix] width of the kernel'],
    ['DETSIG', detection.threshold, '[sigma] threshold'],
    ['CENTROID', detection.centroids, 'kind of centroids'],
    ['TRKRAD', radiusPx, '[pix] search radius about predicted places'],
  ];
}

/** Stars of the reference seen in a frame. */
export function trackedIn(tracks: StarTracks, frame: number): number {
  return at(tracks.frames, frame).star.reduce((count, star) => count + (star >= 0 ? 1 : 0), 0);
}

/**
 * Median offset of stars from the reference, px; null without any.
 *
 * @param among numbers of stars of the reference, all seen in the frame; those of the tables if absent
 */
export function medianOffset(
  frames: readonly { readonly stars: DaoStars }[],
  tracks: StarTracks,
  frame: number,
  among: ArrayLike<number> = tracks.inAll,
): { readonly x: number; readonly y: number } | null {
  if (among.length === 0) return null;
  const star = at(tracks.frames, frame).star;
  const along = (axis: 'xCentroid' | 'yCentroid'): number => {
    const [here, there] = [at(frames, frame).stars[axis], at(frames, 0).stars[axis]];
    return medianOf(
      Float64Array.from(among, (track) => at(here, at(star, track)) - at(there, track)),
    );
  };
  return { x: along('xCentroid'), y: along('yCentroid') };
}
