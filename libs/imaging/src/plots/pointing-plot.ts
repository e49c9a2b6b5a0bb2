import { linePlot, type LineStyle, type PlotSeries } from './line-plot.js';

/** Pointing errors of one frame, commanded less observed, degrees. */
export interface PointingError {
  /** 1..45 */
  readonly number: number;
  /** On the sky. */
  readonly azimuthErrorDeg: number;
  readonly altitudeErrorDeg: number;
  readonly totalErrorDeg: number;
  /** The frame was not solved: its direction comes from the others. Drawn as rings. */
  readonly predicted: boolean;
}

export interface PointingPlotOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** By number. */
  readonly frames: readonly PointingError[];
  /** Default 2000; the height is half of it. */
  readonly widthPx?: number;
}

const largestDeg = 4;
const rows = [
  { from: 0, to: 15.5, name: 'row 1' },
  { from: 15.5, to: 30.5, name: 'row 2' },
  { from: 30.5, to: 40.5, name: 'row 3' },
  { from: 40.5, to: 46, name: 'row 4' },
] as const;

/**
 * Pointing errors of a set against the frame number, in the lines and colours of the old
 * `pointerr_k.png` (image-stages 5.7): azimuth dark orange, altitude dark green, total black, -4 to 4
 * deg, with the mean total error of all frames. Errors beyond stand as triangles at the edge.
 *
 * @returns PNG file
 */
export function pointingPlot(options: PointingPlotOptions): Promise<Uint8Array> {
  const { frames } = options;
  const series = (
    name: string,
    colour: string,
    line: LineStyle,
    errorDeg: (frame: PointingError) => number,
  ): PlotSeries => ({
    name,
    colour,
    line,
    markers: true,
    points: frames.map((frame) => ({
      x: frame.number,
      y: errorDeg(frame),
      hollow: frame.predicted,
    })),
  });
  const predicted = frames.filter((frame) => frame.predicted).length;
  return linePlot({
    title: options.title,
    ...(options.subtitle === undefined ? {} : { subtitle: options.subtitle }),
    ...(options.widthPx === undefined ? {} : { widthPx: options.widthPx }),
    x: { label: 'Frame number', from: 0, to: 46, ticks: steps(0, 45, 5) },
    y: {
      label: 'Pointing error (deg)',
      from: -largestDeg,
      to: largestDeg,
      ticks: steps(-largestDeg, largestDeg, 1),
    },
    baseline: 0,
    sections: rows,
    series: [
      series('total', 'black', 'solid', (frame) => frame.totalErrorDeg),
      series('azimuth', 'darkorange', 'dash-dot', (frame) => frame.azimuthErrorDeg),
      series('altitude', 'darkgreen', 'dashed', (frame) => frame.altitudeErrorDeg),
    ],
    ...(predicted === 0 ? {} : { hollowMeans: 'predicted' }),
    notes: [meanOf(frames), `${frames.length - predicted} frames solved, ${predicted} predicted`],
  });
}

function meanOf(frames: readonly PointingError[]): string {
  if (frames.length === 0) return 'No frame has a known pointing';
  const total = frames.reduce((sum, { totalErrorDeg }) => sum + totalErrorDeg, 0);
  return `Mean total error ${(total / frames.length).toFixed(3)}°`;
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => from + i * step);
}
