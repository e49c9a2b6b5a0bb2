import type { ReportFact } from '@nightskies/contracts';
import type { LuminanceMap } from '../sky-pictures/luminance-map.js';
import { factColumn } from './fact-column.js';
import { histogramPanel } from './histogram-panel.js';
import { heading, plotPage } from './plot-style.js';
import { skyHistogram } from './sky-histogram.js';

export interface ArtificialHistogramOptions extends LuminanceMap {
  readonly title: string;
  readonly subtitle?: string;
  /** Listed beside the histogram with their errors. */
  readonly facts?: readonly ReportFact[];
  /** Default 2400. */
  readonly widthPx?: number;
}

/**
 * Histogram of a map of artificial light: how much sky has which luminance, with lines at zero and at
 * +-8.6 nL, mean and median, and the numbers of the fit. Height is half of the width.
 *
 * Throws `picture-grid` when the map does not fit on the sky.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export function artificialHistogram(options: ArtificialHistogramOptions): Promise<Uint8Array> {
  const widthPx = options.widthPx ?? 2400;
  const heightPx = Math.round(widthPx / 2);
  const unit = widthPx / 2400;
  const histogram = skyHistogram(options);
  const facts = [...summaryFacts(histogram), ...(options.facts ?? [])];
  return plotPage(widthPx, heightPx, [
    heading(options, 60 * unit, widthPx - 60 * unit, unit),
    histogramPanel(
      {
        left: 190 * unit,
        right: widthPx - 800 * unit,
        top: 170 * unit,
        bottom: heightPx - 120 * unit,
        unit,
      },
      histogram,
      'histogram',
    ),
    factColumn(facts, {
      left: widthPx - 750 * unit,
      right: widthPx - 60 * unit,
      top: 170 * unit,
      bottom: heightPx - 40 * unit,
      unit,
    }),
  ]);
}

/** Mean and median of the map, without error: that of the map is told by its own facts. */
export function summaryFacts({
  meanNl,
  medianNl,
  skyDeg2,
}: {
  readonly meanNl: number;
  readonly medianNl: number;
  readonly skyDeg2: number;
}): ReportFact[] {
  const plain = (name: string, title: string, value: number, unit: string): ReportFact => ({
    ...{ name, title, unit, uncertainty: null, note: null },
    value: Number.isFinite(value) ? value : null,
    reason: Number.isFinite(value) ? null : 'no sky with data',
  });
  return [
    plain('histogram-mean', 'Mean of the map', Math.round(10 * meanNl) / 10, 'nL'),
    plain('histogram-median', 'Median of the map', Math.round(10 * medianNl) / 10, 'nL'),
    plain('histogram-sky', 'Sky with data', Math.round(skyDeg2), 'deg2'),
  ];
}
