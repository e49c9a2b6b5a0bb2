import {
  printedMeasure,
  printedNumber,
  printedUnit,
  type ReportFact,
  type ReportFactGroup,
} from '@nightskies/contracts';
import { html, type Markup } from './markup.js';

/** Why a number, or its error, is not there. */
export function reasonOf({ reason }: ReportFact): string {
  return reason ?? 'no reason was given';
}

/** A number with error and unit in one line, or why there is none. */
export function factLine(fact: ReportFact): Markup {
  const { value, uncertainty, unit } = fact;
  if (value === null) return html`<span class="reason">not known: ${reasonOf(fact)}</span>`;
  return html`<strong class="number">${printedMeasure(value, uncertainty, unit)}</strong>`;
}

/** The same for a cell of a table: with what else a reader has to know below it. */
export function factCell(fact: ReportFact): Markup {
  const { value, uncertainty, unit, note } = fact;
  const remarks = [
    ...(value !== null && uncertainty === null ? [`no error: ${reasonOf(fact)}`] : []),
    ...(note === null ? [] : [note]),
  ].map((remark) => html`<span class="remark">${remark}</span>`);
  if (value === null) return html`${factLine(fact)}${remarks}`;
  return html`<span class="number">${printedMeasure(value, uncertainty, unit)}</span>${remarks}`;
}

/** The same for a card: the number large, error and unit below it. */
export function factCard(fact: ReportFact): Markup {
  const { value, uncertainty, unit } = fact;
  if (value === null) return html`<dd>–<small>not known: ${reasonOf(fact)}</small></dd>`;
  const printed = printedNumber(value, uncertainty);
  if (printed.exponent !== 0) return html`<dd>${printedMeasure(value, uncertainty, unit)}</dd>`;
  const error =
    printed.uncertainty === null ? `no error: ${reasonOf(fact)}` : `± ${printed.uncertainty}`;
  return html`<dd>
    ${printed.value} <span class="unit">${printedUnit(unit)}</span><small>${error}</small>
  </dd>`;
}

/** Rows of names and numbers under a caption; a group of several columns takes the whole width. */
export function factTable({ title, note, columns, rows }: ReportFactGroup): Markup {
  const wide = columns.length > 1;
  const heads = columns.map((column) => html`<th scope="col">${column}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr>
        <th scope="row">${row.title}</th>
        ${row.facts.map((fact) => html`<td>${fact === null ? '–' : factCell(fact)}</td>`)}
      </tr>`,
  );
  const remark = note === null ? null : html`<span class="remark">${note}</span>`;
  const table = html`<table class="facts">
    <caption>
      ${title}${remark}
    </caption>
    <thead>
      <tr>
        <th scope="col">Quantity</th>
        ${heads}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
  return wide
    ? html`<div class="wide-table whole" tabindex="0" role="region" aria-label="${title}">
        ${table}
      </div>`
    : html`<div>${table}</div>`;
}

/** Facts under each other, one value each. */
export function factList(title: string, facts: readonly ReportFact[]): Markup {
  const rows = facts.map((fact) => ({ title: fact.title, facts: [fact] }));
  return factTable({ title, note: null, columns: ['Value ± 1 σ'], rows });
}
