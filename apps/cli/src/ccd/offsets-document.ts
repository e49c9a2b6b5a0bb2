import { rotationDeg, scaleOf, type StarTracks } from '@nightskies/astrometry';
import type { Problem } from '@nightskies/contracts';
import { at } from './offsets-numbers.js';
import { medianOffset, trackedIn, type FrameRecord } from './offsets-table.js';

/** A frame of the sequence with the table that was written for it. */
export interface FrameResult {
  readonly record: FrameRecord;
  readonly file: string;
  /** Null for a frame that was left out. */
  readonly table: string | null;
}

/**
 * What `ccd offsets --json` says of one frame. Offsets are medians: over the stars seen in all frames,
 * as the tables have them, and over all that are tracked in this one, which are others when it turns.
 */
function frameFacts(results: readonly FrameResult[], tracks: StarTracks, frame: number) {
  const { record, file, table } = at(results, frame);
  const { motion, prediction, star } = at(tracks.frames, frame);
  const frames = results.map((result) => result.record.detected);
  const here = Array.from(star.keys()).filter((track) => at(star, track) >= 0);
  const isLeftOut = prediction === null;
  const offset = isLeftOut ? null : medianOffset(frames, tracks, frame);
  const ofTracked = isLeftOut ? null : medianOffset(frames, tracks, frame, here);
  return {
    file,
    table,
    startUtc: record.time.startUtc,
    timeFrom: record.time.source,
    exposureSeconds: record.time.exposureSeconds,
    starsDetected: record.detected.stars.count,
    starsDoubtful: record.detected.stars.count - record.detected.sure,
    starsTracked: trackedIn(tracks, frame),
    prediction,
    offsetXPixels: offset?.x ?? null,
    offsetYPixels: offset?.y ?? null,
    trackedOffsetXPixels: ofTracked?.x ?? null,
    trackedOffsetYPixels: ofTracked?.y ?? null,
    rotationDeg: motion === null ? null : rotationDeg(motion.map),
    scale: motion === null ? null : scaleOf(motion.map),
    affine:
      motion === null
        ? null
        : [
            [motion.map.xx, motion.map.xy, motion.map.x0],
            [motion.map.yx, motion.map.yy, motion.map.y0],
          ],
    rmsPixels: motion?.rmsPx ?? null,
    fwhmPixels: record.detected.fwhmPx,
  };
}

/** The document of `ccd offsets --json` where too few frames could be used. */
export function nothingFollowed(problems: readonly Problem[]) {
  return {
    files: [],
    reference: null,
    starsInAll: 0,
    starsNotMovingWithTheOthers: 0,
    picture: null,
    problems,
  };
}

/** The document of `ccd offsets --json`. */
export function offsetsDocument(
  results: readonly FrameResult[],
  tracks: StarTracks,
  picture: string | null,
  problems: readonly Problem[],
) {
  return {
    files: results.map((_, frame) => frameFacts(results, tracks, frame)),
    reference: at(results, 0).file,
    starsInAll: tracks.inAll.length,
    starsNotMovingWithTheOthers: tracks.strays.length,
    picture,
    problems,
  };
}

/** The same as a table for a person, on standard output. */
export function printOffsets(
  results: readonly FrameResult[],
  tracks: StarTracks,
  picture: string | null,
): void {
  const number = (value: number | null, digits: number): string => {
    if (value === null) return '-';
    // No minus before a zero.
    return (Number(value.toFixed(digits)) || 0).toFixed(digits);
  };
  const rows = results.map((_, frame) => {
    const facts = frameFacts(results, tracks, frame);
    return [
      at(results, frame).record.name,
      facts.startUtc ?? '-',
      String(facts.starsDetected),
      facts.prediction === null ? 'left out' : String(facts.starsTracked),
      number(facts.offsetXPixels, 3),
      number(facts.offsetYPixels, 3),
      number(facts.rotationDeg, 4),
      number(facts.rmsPixels, 3),
    ];
  });
  const head = ['frame', 'start (UTC)', 'stars', 'tracked', 'dx px', 'dy px', 'turn deg', 'rms px'];
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => at(row, column).length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column < 2 ? cell.padEnd(at(widths, column)) : cell.padStart(at(widths, column)),
      )
      .join('  ')
      .trimEnd();
  const lines = [
    line(head),
    ...rows.map(line),
    '',
    `${tracks.inAll.length} stars are seen in all frames; dx and dy are the medians of their offsets.`,
    ...(picture === null ? [] : [`Picture of all tracks: ${picture}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
