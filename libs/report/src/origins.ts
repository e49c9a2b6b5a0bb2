import type { NightReport } from '@nightskies/contracts';
import { html, type Markup } from './markup.js';

/** Where the numbers come from: digests, and the command that shows what is behind them. */
export function originTable(origins: NightReport['origins']): Markup {
  if (origins.length === 0) return html`<p>No origins were given.</p>`;
  const rows = origins.map(
    ({ title, kind, sha256, command }) =>
      html`<tr>
        <th scope="row">${title}<span class="remark">${kind}</span></th>
        <td>
          <code>${sha256}</code>${
            command === null ? null : html`<span class="remark"><code>${command}</code></span>`
          }
        </td>
      </tr>`,
  );
  return html`<table>
    <thead>
      <tr>
        <th scope="col">File</th>
        <th scope="col">SHA-256, and the command that shows its ancestry</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}
