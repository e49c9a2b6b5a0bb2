import type { OverlapPairReport, OverlapReport } from '@nightskies/contracts';
import { directionOf, unitVector, type UnitVector } from '@nightskies/sky';
import { LabelPlaces } from '../annotation/label-places.js';
import { px, text } from '../drawing/svg.js';
import { divergingColour, noValueDefinition } from './diverging-palette.js';
import { keyBox } from './key-box.js';
import { dots } from './marks.js';
import { Panel } from './panel.js';
import {
  blue,
  grey,
  heading,
  ink,
  inkSoft,
  numeral,
  plotPage,
  ruleStrong,
  several,
} from './plot-style.js';
import { quantile } from './robust-bins.js';
import { scale } from './scale.js';
import { framedSky, onSky, type SkyPlace } from './sky-frame.js';

export interface OverlapPlotOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** Pairs of small overlaps are left out, as in its summary. */
  readonly report: Pick<OverlapReport, 'pairs' | 'leastAreaDeg2' | 'disagreeing'>;
  /** Default 2000; the height is 0.58 of it. */
  readonly widthPx?: number;
}

const shape = 0.58;
const scalesPercent = [0.5, 1, 2, 3, 5, 10, 20, 50] as const;
/** Part of the pairs that may lie beyond the scale. */
const beyondShare = 0.02;
const bins = 24;

interface Point {
  readonly pair: OverlapPairReport;
  readonly measured: number;
  readonly left: number;
}

/**
 * Differences of the frames of a set where they overlap: on the sky (looking up, north at the top,
 * east left) as discs of the size of the overlap, against the time between the two, and as a
 * histogram; as measured, and with what response and smooth change of the sky explain taken out.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export function overlapPlot(options: OverlapPlotOptions): Promise<Uint8Array> {
  const widthPx = options.widthPx ?? 2000;
  const heightPx = Math.round(widthPx * shape);
  const unit = widthPx / 2000;
  const { leastAreaDeg2, disagreeing } = options.report;
  const pairs = options.report.pairs.filter(({ areaDeg2 }) => areaDeg2 >= leastAreaDeg2);
  const points = pairs.map((pair): Point => ({
    pair,
    measured: 100 * (pair.ratio - 1),
    left: 100 * pair.unexplained,
  }));
  const sizes = points.map(({ measured }) => Math.abs(measured));
  const most = sizes.length === 0 ? 0 : quantile(sizes, 1 - beyondShare);
  const scalePercent = scalesPercent.find((one) => most <= one) ?? 100;
  const sky = { centreX: 450 * unit, centreY: 590 * unit, radiusPx: 350 * unit, unit };
  const right = { left: 1130 * unit, right: 1950 * unit, unit };
  const timePanel = new Panel(
    { ...right, top: 210 * unit, bottom: 560 * unit },
    scale('Time between the frames (min)', 0, longestMinutes(pairs), 6),
    scale('Difference (%)', -scalePercent, scalePercent, 4),
  );
  const counts = [
    histogram(
      points.map(({ measured }) => measured),
      scalePercent,
    ),
    histogram(
      points.map(({ left }) => left),
      scalePercent,
    ),
  ] as const;
  const highest = Math.max(4, ...counts.flat());
  const countPanel = new Panel(
    { ...right, top: 740 * unit, bottom: 1050 * unit },
    scale('Difference (%)', -scalePercent, scalePercent, 8),
    { ...scale('Pairs', 0, 1.08 * highest, 4), decimals: 0 },
  );
  return plotPage(widthPx, heightPx, [
    noValueDefinition(unit),
    heading(options, 60 * unit, widthPx - 60 * unit, unit),
    text(several(points.length, 'pair'), widthPx - 50 * unit, 126 * unit, {
      ...{ sizePx: 26 * unit, fill: inkSoft, anchor: 'end' },
    }),
    framedSky(sky, discs(sky, points, scalePercent)),
    oddOnSky(sky, disagreeing, options.report.pairs),
    colourBar(unit, scalePercent),
    timePanel.title('Against time'),
    timePanel.axes({ baseline: 0 }),
    inTime(timePanel, points),
    countPanel.axes(),
    steps(countPanel, counts[0], grey, 0.35),
    steps(countPanel, counts[1], blue, 0),
    ...(points.length === 0 ? [timePanel.nothing('No two frames overlap')] : [keyOf(countPanel)]),
  ]);
}

function longestMinutes(pairs: readonly OverlapPairReport[]): number {
  const longest = Math.max(0, ...pairs.map(({ secondsBetween }) => Math.abs(secondsBetween ?? 0)));
  return Math.max(1, 1.05 * (longest / 60));
}

/** Largest overlaps first, so that small ones stand on them. */
function discs(place: SkyPlace, points: readonly Point[], scalePercent: number): string {
  const { unit, radiusPx } = place;
  // The sky's area is that of the map: 20 626 deg2 above the horizon.
  const perDegree = radiusPx / Math.SQRT2 / (180 / Math.PI);
  return [...points]
    .sort((a, b) => b.pair.areaDeg2 - a.pair.areaDeg2)
    .map(({ pair, measured }) => {
      const [x, y] = onSky(place, pair.azimuthDeg, pair.altitudeDeg);
      const radius = Math.max(5 * unit, 0.6 * perDegree * Math.sqrt(pair.areaDeg2 / Math.PI));
      return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" fill="${divergingColour(-measured / scalePercent)}" stroke="${ruleStrong}" stroke-width="${px(1.5 * unit)}"/>`;
    })
    .join('');
}

/** A frame stands where its overlaps do, in the mean. */
function oddOnSky(
  place: SkyPlace,
  odd: OverlapReport['disagreeing'],
  pairs: readonly OverlapPairReport[],
): string {
  const { unit, centreX, centreY, radiusPx } = place;
  const places = new LabelPlaces(centreX + radiusPx, centreY + radiusPx);
  return odd
    .map(({ frame }) => {
      const own = pairs.filter(({ frames }) => frames.includes(frame)).map(unitVector);
      const sum = own.reduce(added, { east: 0, north: 0, up: 0 });
      const { azimuthDeg, altitudeDeg } = directionOf(sum);
      const [x, y] = onSky(place, azimuthDeg, altitudeDeg);
      const style = { sizePx: 26 * unit, weight: 'bold', fill: ink, halo: '#fff' } as const;
      return (
        `<circle cx="${px(x)}" cy="${px(y)}" r="${px(7 * unit)}" fill="${ink}" stroke="#fff" stroke-width="${px(2.5 * unit)}"/>` +
        places.around(frame, x, y, 14 * unit, style)
      );
    })
    .join('');
}

const added = (a: UnitVector, b: UnitVector): UnitVector => ({
  east: a.east + b.east,
  north: a.north + b.north,
  up: a.up + b.up,
});

/** Blue for a later frame that is brighter, red for one that is fainter. */
function colourBar(unit: number, scalePercent: number): string {
  const [left, top, width, height] = [200 * unit, 1050 * unit, 500 * unit, 26 * unit];
  const count = 50;
  const label = { sizePx: 24 * unit, fill: inkSoft } as const;
  const blocks = Array.from({ length: count }, (_, k) => {
    const share = 1 - (2 * (k + 0.5)) / count;
    const from = left + (k * width) / count;
    const reach = Math.min(left + width - from, (2 * width) / count);
    return `<rect x="${px(from)}" y="${px(top)}" width="${px(reach)}" height="${px(height)}" fill="${divergingColour(share)}"/>`;
  });
  const ends = [-1, 0, 1].map((share) =>
    text(numeral(share * scalePercent, 1), left + ((share + 1) / 2) * width, top + 58 * unit, {
      ...{ ...label, anchor: 'middle' },
    }),
  );
  return [
    ...blocks,
    `<rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" fill="none" stroke="${ruleStrong}" stroke-width="${px(1.5 * unit)}"/>`,
    ...ends,
    text('later fainter', left - 16 * unit, top + 21 * unit, { ...label, anchor: 'end' }),
    text('later brighter, %', left + width + 16 * unit, top + 21 * unit, label),
  ].join('');
}

function inTime(panel: Panel, points: readonly Point[]): string {
  const timed = points.filter(({ pair }) => pair.secondsBetween !== null);
  const x = timed.map(({ pair }) => (pair.secondsBetween ?? Number.NaN) / 60);
  const measured = { x, y: timed.map((point) => point.measured) };
  const left = { x, y: timed.map((point) => point.left) };
  return (
    dots(panel, measured, { shape: 'dot', colour: grey, opacity: 0.6, radius: 6 }).drawing +
    dots(panel, left, { shape: 'cross', colour: blue, opacity: 0.8, radius: 5 }).drawing
  );
}

/** Counts between the ends of the scale; what lies beyond is in the last bins. */
function histogram(values: readonly number[], scalePercent: number): readonly number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor(((value / scalePercent + 1) / 2) * bins);
    counts[Math.max(0, Math.min(bins - 1, bin))]++;
  }
  return counts;
}

function steps(panel: Panel, counts: readonly number[], colour: string, filled: number): string {
  const { from, to } = panel.xAxis;
  const edge = (bin: number): string => px(panel.x(from + (bin / counts.length) * (to - from)));
  const line = counts.map((count, bin) => `V${px(panel.y(count))}H${edge(bin + 1)}`).join('');
  return `<path d="M${edge(0)} ${px(panel.bottom)}${line}V${px(panel.bottom)}" fill="${colour}" fill-opacity="${filled}" stroke="${colour}" stroke-width="${px(3 * panel.unit)}"/>`;
}

function keyOf(panel: Panel): string {
  const { unit } = panel;
  const dot = (from: number, to: number, y: number): string =>
    `<circle cx="${px((from + to) / 2)}" cy="${px(y)}" r="${px(8 * unit)}" fill="${grey}"/>`;
  const cross = (from: number, to: number, y: number): string => {
    const x = (from + to) / 2;
    const r = 7 * unit;
    return `<path d="M${px(x - r)} ${px(y - r)}l${px(2 * r)} ${px(2 * r)}m${px(-2 * r)} 0l${px(2 * r)} ${px(-2 * r)}" stroke="${blue}" stroke-width="${px(3 * unit)}"/>`;
  };
  return keyBox(
    [
      { words: 'as measured', sample: dot },
      { words: 'unexplained', sample: cross },
    ],
    { x: panel.right - 12 * unit, y: panel.top + 12 * unit, corner: 'top-right', unit },
  );
}
