import { px } from '../drawing/svg.js';
import type { ExtinctionPlotOptions, PlottedValue } from './extinction-input.js';
import type { KeyEntry } from './key-box.js';
import { mark, type DotStyle, type MarkShape } from './marks.js';
import { blue, counted, green, grey, numeral, several, vermilion } from './plot-style.js';

/** A crowd of this many is drawn with the faintest dots. */
const crowd = 2000;
/** So many see-through dots over one another are as dark as all. */
const dotLayers = 12;

/** Few stars are drawn larger and darker than many. */
export function dotsFor(count: number): DotStyle {
  const alone = Math.max(0, Math.min(1, 1 - Math.log10(count / 20) / Math.log10(crowd / 20)));
  return {
    ...{ shape: 'dot', colour: blue, layers: dotLayers },
    ...{ opacity: 0.3 + 0.55 * alone, radius: 4.2 + 3.4 * alone },
  };
}

/** Those rejected stay in the background, however many there are. */
export function crossesFor(count: number): DotStyle {
  const opacity = Math.max(0.16, Math.min(0.5, 0.5 * Math.sqrt(500 / Math.max(1, count))));
  return { shape: 'cross', colour: grey, opacity, radius: 4 };
}

/** A fit as it is drawn. */
export interface FitLine {
  readonly name: string;
  readonly colour: string;
  readonly dash: string;
  readonly shape: MarkShape;
  /** The zeropoints stand side by side about airmass 0, units. */
  readonly aside: number;
  readonly zeropoint: PlottedValue;
  readonly extinction: PlottedValue;
}

/** The fits there are, the free one first. */
export function fitLines({ free, fixed }: ExtinctionPlotOptions, unit: number): FitLine[] {
  const dash = `stroke-dasharray="${px(16 * unit)} ${px(9 * unit)}"`;
  return [
    ...(free === null
      ? []
      : [
          {
            name: 'free zeropoint',
            colour: vermilion,
            dash: '',
            shape: 'circle',
            aside: -9,
            ...free,
          } as const,
        ]),
    ...(fixed === null
      ? []
      : [
          {
            name: 'fixed zeropoint',
            colour: green,
            dash,
            shape: 'square',
            aside: 9,
            ...fixed,
          } as const,
        ]),
  ];
}

/** What the points and lines mean, with the numbers of the fits. */
export function keyOf(
  { used, rejected }: ExtinctionPlotOptions,
  lines: readonly FitLine[],
  rejectedBeyond: number,
  usedBeyond: number,
): KeyEntry[] {
  const stars = (words: string, beyond: number): string =>
    words + (beyond === 0 ? '' : `, ${counted(beyond)} beyond the scale`);
  const entry = (words: string, style: DotStyle): KeyEntry => ({
    words,
    sample: (from, to, y) => sampleDots(from, to, y, style),
  });
  return [
    ...lines.map((line) => ({ words: fitWords(line), sample: lineSample(line) })),
    ...(used.airmass.length === 0
      ? []
      : [
          entry(
            stars(`${several(used.airmass.length, 'measurement')} used`, usedBeyond),
            dotsFor(used.airmass.length),
          ),
        ]),
    ...(rejected.airmass.length === 0
      ? []
      : [
          entry(
            stars(`${counted(rejected.airmass.length)} rejected`, rejectedBeyond),
            crossesFor(0),
          ),
        ]),
  ];
}

function fitWords({ name, zeropoint, extinction }: FitLine): string {
  return `${name} ${withError(zeropoint)}, extinction ${withError(extinction)} mag/airmass`;
}

function withError({ value, error }: PlottedValue): string {
  return numeral(value, 3) + (error === null ? '' : ` ± ${error.toFixed(3)}`);
}

function lineSample({ colour, dash, shape }: FitLine): KeyEntry['sample'] {
  return (from, to, y) => {
    const width = (to - from) * 0.05;
    return (
      `<path d="M${px(from)} ${px(y)}H${px(to)}" fill="none" stroke="${colour}" stroke-width="${px(width)}" ${dash}/>` +
      mark(shape, (from + to) / 2, y, (to - from) * 0.1, colour)
    );
  };
}

function sampleDots(from: number, to: number, y: number, style: DotStyle): string {
  const unit = (to - from) / 84;
  const r = style.radius * unit;
  return [0.3, 0.5, 0.7]
    .map((share) => from + share * (to - from))
    .map((x) =>
      style.shape === 'dot'
        ? `<circle cx="${px(x)}" cy="${px(y)}" r="${px(r)}" fill="${style.colour}" fill-opacity="0.7"/>`
        : `<path d="M${px(x - r)} ${px(y - r)}l${px(2 * r)} ${px(2 * r)}m${px(-2 * r)} 0l${px(2 * r)} ${px(-2 * r)}" stroke="${style.colour}" stroke-width="${px(1.6 * unit)}"/>`,
    )
    .join('');
}
