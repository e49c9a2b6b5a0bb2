import type { NightReport, ReportCaveat } from '@nightskies/contracts';
import { html, type Markup } from './markup.js';

const weights: Record<ReportCaveat['weight'], { readonly name: string; readonly rank: number }> = {
  unfit: { name: 'Not to be used', rank: 0 },
  caution: { name: 'Caution', rank: 1 },
  note: { name: 'Note', rank: 2 },
};

/** What a careful observer says, the gravest first; nothing when all is well. */
export function caveatList(caveats: readonly ReportCaveat[]): Markup {
  if (caveats.length === 0) return html`<p>None were found.</p>`;
  const items = [...caveats]
    .sort((a, b) => weights[a.weight].rank - weights[b.weight].rank)
    .map(
      ({ weight, sentence }) =>
        html`<li class="${weight}">
          <span class="weight">${weights[weight].name}.</span> ${sentence}
        </li>`,
    );
  return html`<ul class="caveats">
    ${items}
  </ul>`;
}

/** What was left out, and why. */
export function omissionTable(omissions: NightReport['omissions']): Markup {
  if (omissions.length === 0) return html`<p>Nothing was left out.</p>`;
  const rows = omissions.map(
    ({ what, why }) =>
      html`<tr>
        <th scope="row">${what}</th>
        <td>${why}</td>
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Left out</th>
        <th scope="col">Why</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
