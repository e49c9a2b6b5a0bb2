import { printedMeasure, type ReportFact } from '@nightskies/contracts';
import { text } from '../drawing/svg.js';
import type { PanelPlace } from './panel.js';
import { ink, inkSoft, rule, stroke } from './plot-style.js';

const usualLine = 46;

/** What a fact says on a figure: number, error and unit, or that it is not known. */
function said({ value, uncertainty, unit, reason }: ReportFact): string {
  if (value === null) return 'not known';
  const measure = printedMeasure(value, uncertainty, unit);
  return uncertainty === null && reason !== null ? `${measure} (${reason})` : measure;
}

/** Names at the left, numbers with their errors at the right; long lists are set closer. */
export function factColumn(facts: readonly ReportFact[], place: PanelPlace): string {
  const { left, right, top, bottom, unit } = place;
  const line = Math.min(usualLine * unit, (bottom - top) / Math.max(1, facts.length));
  const sizePx = 0.6 * line;
  const width = right - left;
  return facts
    .map((fact, i) => {
      const baseline = top + (i + 0.68) * line;
      return (
        stroke(left, top + (i + 1) * line, right, top + (i + 1) * line, rule, 1.5 * unit) +
        text(fact.title, left, baseline, { sizePx, fill: inkSoft, maxWidthPx: 0.55 * width }) +
        text(said(fact), right, baseline, {
          ...{ sizePx, fill: ink, anchor: 'end', maxWidthPx: 0.43 * width },
        })
      );
    })
    .join('');
}
