import { px, text } from '../drawing/svg.js';
import { Panel, type PanelPlace } from './panel.js';
import { blue, inkSoft, numeral, stroke, vermilion } from './plot-style.js';
import { scale } from './scale.js';
import type { SkyHistogram } from './sky-histogram.js';

/** Accuracy published for natural models of this kind (Duriscoe 2013, PASP 125, 1370), nL. */
export const publishedAccuracyNl = 8.6;

/**
 * Histogram of an artificial map with lines at no light and at the published accuracy on either side: a
 * good fit has its peak at zero. Its name on the page is `name`.
 */
export function histogramPanel(place: PanelPlace, histogram: SkyHistogram, name: string): string {
  const { fromNl, toNl, areaDeg2, belowDeg2, aboveDeg2, skyDeg2 } = histogram;
  const widthNl = (toNl - fromNl) / areaDeg2.length;
  const most = areaDeg2.reduce((a, b) => Math.max(a, b), 0);
  const panel = new Panel(
    place,
    { ...scale('Artificial luminance (nL)', fromNl, toNl, 10), decimals: 0 },
    scale(`Sky (deg² in ${numeral(widthNl, 0)} nL)`, 0, most > 0 ? 1.08 * most : 1, 5),
  );
  const { unit, top, bottom } = panel;
  const edge = (bin: number): string => px(panel.x(fromNl + bin * widthNl));
  const steps = Array.from(areaDeg2, (area, bin) => `V${px(panel.y(area))}H${edge(bin + 1)}`).join(
    '',
  );
  const upright = (nanolamberts: number, dashes: string): string =>
    stroke(panel.x(nanolamberts), top, panel.x(nanolamberts), bottom, vermilion, 3 * unit).replace(
      '/>',
      ` stroke-dasharray="${dashes}"/>`,
    );
  const dotted = `${px(3 * unit)} ${px(6 * unit)}`;
  const beyond = [
    ...(belowDeg2 > 0.5 ? [`${numeral(belowDeg2, 0)} deg² below`] : []),
    ...(aboveDeg2 > 0.5 ? [`${numeral(aboveDeg2, 0)} deg² above the scale`] : []),
  ].join(', ');
  return [
    panel.axes({ nameGap: 130 }),
    panel.clipped(
      name,
      `<path d="M${edge(0)} ${px(bottom)}${steps}V${px(bottom)}Z" fill="${blue}" fill-opacity="0.75"/>`,
    ),
    upright(-publishedAccuracyNl, dotted),
    upright(publishedAccuracyNl, dotted),
    stroke(panel.x(0), top, panel.x(0), bottom, vermilion, 2 * unit),
    text(`±${publishedAccuracyNl} nL`, panel.x(publishedAccuracyNl) + 12 * unit, top + 34 * unit, {
      ...{ sizePx: 26 * unit, fill: vermilion, halo: '#fff' },
    }),
    text(beyond, panel.right - 16 * unit, top + 34 * unit, {
      ...{ sizePx: 26 * unit, fill: inkSoft, halo: '#fff', anchor: 'end' },
    }),
    ...(skyDeg2 > 0 ? [] : [panel.nothing('No sky with data')]),
  ].join('');
}
