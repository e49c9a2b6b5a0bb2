import { roundBelow, ticks } from '../tracks/ticks.js';
import type { PlotAxis } from './panel.js';

/** A scale with about `count` round ticks. */
export function scale(label: string, from: number, to: number, count: number): PlotAxis {
  const step = roundBelow(((to - from) / count) * 1.6);
  return {
    label,
    from,
    to,
    ticks: ticks(from, to, count),
    decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)),
  };
}
