import { basename } from 'node:path';
import type { Problem } from '@nightskies/contracts';
import { writeEcsv, type TableColumn } from '@nightskies/fits';
import { at } from '../offsets-numbers.js';
import type { OutputGrid } from '../stack/output-grid.js';
import type { PlacedFrame } from '../stack/place-frames.js';
import { gridFacts, placementFacts } from '../stack/stack-document.js';
import type { SurveyedFrame } from '../stack/surveyed-frame.js';

/** A frame that was brought to the grid. */
export interface AlignedFrame {
  readonly frame: PlacedFrame;
  readonly file: string;
  /** Share of the grid that it covers. */
  readonly coveredShare: number;
}

export interface AlignFacts {
  readonly files: readonly string[];
  readonly aligned: readonly AlignedFrame[];
  readonly reference: SurveyedFrame;
  readonly grid: OutputGrid;
  readonly table: string;
  readonly problems: readonly Problem[];
}

/** The table of the transforms, one row per frame, as ECSV. */
export function transformTable(aligned: readonly AlignedFrame[], reference: SurveyedFrame): string {
  const numbers = (
    name: string,
    unit: string | undefined,
    description: string,
    of: (frame: PlacedFrame) => number | null,
  ): TableColumn => ({
    kind: 'numbers',
    name,
    description,
    data: Float64Array.from(aligned, ({ frame }) => of(frame) ?? NaN),
    ...(unit === undefined ? {} : { unit }),
  });
  const texts = (name: string, of: (one: AlignedFrame) => string): TableColumn => ({
    kind: 'texts',
    name,
    data: aligned.map(of),
  });
  const map = Array.from({ length: 9 }, (_, k) =>
    numbers(
      `m${Math.floor(k / 3) + 1}${(k % 3) + 1}`,
      undefined,
      'map from the frame to the reference, homogeneous; nan when placed by WCS',
      ({ placement }) => placement.map?.[k] ?? null,
    ),
  );
  return writeEcsv(
    {
      rows: aligned.length,
      columns: [
        texts('file', ({ frame }) => frame.frame.file),
        texts('aligned', ({ file }) => file),
        texts('registered_by', ({ frame }) => frame.placement.how),
        texts('transform', ({ frame }) => frame.placement.kind ?? 'none'),
        numbers('stars', undefined, 'stars found', ({ survey }) => survey.stars.x.length),
        numbers(
          'matched',
          undefined,
          'stars in this frame and the reference',
          ({ placement }) => placement.matches.frame.length,
        ),
        numbers('rms', 'pix', 'rms distance of them', ({ placement }) => placement.rmsPx),
        numbers(
          'dx',
          'pix',
          'middle of the frame less that of the reference',
          ({ placement }) => placement.offset.x,
        ),
        numbers('dy', 'pix', 'the same along y', ({ placement }) => placement.offset.y),
        numbers(
          'rotation',
          'deg',
          'from +x towards +y',
          ({ placement }) => placement.view.rotationDeg,
        ),
        numbers('scale', undefined, 'growth of lengths', ({ placement }) => placement.view.scale),
        numbers('mirrored', undefined, '1 for mirrored', ({ placement }) =>
          placement.view.isMirrored ? 1 : 0,
        ),
        ...map,
        numbers('fwhm', 'pix', 'width of the stars', ({ survey }) => survey.fwhmPx),
        numbers('sky', 'adu', 'median background', ({ survey }) => survey.sky),
        numbers('noise', 'adu', 'noise of it in a pixel', ({ survey }) => survey.noise),
        numbers('exposure', 's', 'exposure', ({ exposureSeconds }) => exposureSeconds),
      ],
    },
    { meta: { reference: reference.frame.file } },
  );
}

/** The document of `ccd align --json`. */
export function alignDocument({ files, aligned, reference, grid, table, problems }: AlignFacts) {
  const found = new Map(aligned.map((one) => [one.frame.frame.file, one]));
  return {
    files: files.map((file) => {
      const one = found.get(file);
      if (one === undefined) {
        const reason = problems.find((each) => each.file === file)?.code ?? null;
        return { file, used: false, reason };
      }
      return {
        file,
        used: true,
        reason: null,
        aligned: one.file,
        ...placementFacts(one.frame),
        coveredShare: one.coveredShare,
      };
    }),
    output: { table, reference: reference.frame.file, ...gridFacts(grid), frames: aligned.length },
    problems,
  };
}

/** The same for a person, on standard output. */
export function printAlign({ aligned, reference, grid, table }: AlignFacts): void {
  const head = ['frame', 'stars', 'matched', 'rms px', 'dx px', 'dy px', 'turn deg', 'scale'];
  const rows = aligned.map(({ frame: { frame, placement, survey } }) => [
    basename(frame.file),
    String(survey.stars.x.length),
    placement.how === 'reference' ? 'reference' : String(placement.matches.frame.length),
    placement.rmsPx?.toFixed(3) ?? '-',
    placement.offset.x.toFixed(2),
    placement.offset.y.toFixed(2),
    placement.view.rotationDeg.toFixed(3),
    placement.view.scale.toFixed(4),
  ]);
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => at(row, column).length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, k) => (k === 0 ? cell.padEnd(at(widths, k)) : cell.padStart(at(widths, k))))
      .join('  ')
      .trimEnd();
  const lines = [
    line(head),
    ...rows.map(line),
    '',
    `${aligned.length} frames on ${grid.width} x ${grid.height} px of ${basename(reference.frame.file)}; table: ${table}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
