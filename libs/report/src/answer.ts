import type { NightReport, SetReport } from '@nightskies/contracts';
import { factCard, factCell, factLine, reasonOf } from './fact.js';
import { html, type Markup } from './markup.js';

export function setName({ set, band }: SetReport): string {
  return `Set ${set}, band ${band}`;
}

/** Where a set stands in the page. */
export function setAnchor({ set, band }: SetReport): string {
  return `set-${set}-${band.toLowerCase()}`;
}

/** What is known, one clause each, and then what is not, with the reason once. */
function clauses({ answer }: SetReport): Markup {
  const said = [
    {
      fact: answer.zenithBrightness,
      what: 'the zenith',
      clause: html`zenith ${factLine(answer.zenithBrightness)}`,
    },
    {
      fact: answer.artificialShare,
      what: 'how much of the light is artificial',
      clause: html`of the light above the horizon ${factLine(answer.artificialShare)} is artificial`,
    },
    {
      fact: answer.lightRatio,
      what: 'the artificial light ratio (ALR)',
      clause: html`artificial light ratio (ALR) ${factLine(answer.lightRatio)}`,
    },
    {
      fact: answer.skyQuality,
      what: 'the sky quality index (SQI)',
      clause: html`sky quality index (SQI) ${factLine(answer.skyQuality)}`,
    },
  ];
  const known = said.filter(({ fact }) => fact.value !== null).map(({ clause }) => clause);
  const unknown = new Map<string, string[]>();
  for (const { fact, what } of said) {
    if (fact.value !== null) continue;
    unknown.set(reasonOf(fact), [...(unknown.get(reasonOf(fact)) ?? []), what]);
  }
  const gaps = [...unknown].map(
    ([reason, names]) => html` <b>Not known:</b> ${names.join(', ')} (${reason}).`,
  );
  return html`${joined(known)}${gaps}`;
}

function joined(known: readonly Markup[]): Markup | null {
  if (known.length === 0) return null;
  return html`${known.map((clause, i) => (i === 0 ? clause : html`; ${clause}`))}.`;
}

function sentence(report: SetReport): Markup {
  const unfit = report.caveats.filter(({ weight }) => weight === 'unfit');
  const why = unfit.map(({ sentence: words }) => words).join(' ');
  const warning =
    unfit.length === 0
      ? null
      : html` <strong class="unfit">Not to be used as it stands:</strong> ${why}`;
  return html`<li>
    <span class="set-name">${setName(report)}</span>
    <span class="sentence">${clauses(report)}</span>${warning}
  </li>`;
}

/** What is first asked for, in words. */
export function shortAnswer({ sets }: NightReport): Markup {
  if (sets.length === 0) return html`<p>No set of this night could be measured.</p>`;
  return html`<ul>
    ${sets.map(sentence)}
  </ul>`;
}

/** The same as large numbers, for one set. */
export function answerCards({ answer }: SetReport): Markup {
  const cards = [
    answer.zenithBrightness,
    answer.artificialShare,
    answer.lightRatio,
    answer.skyQuality,
  ].map(
    (fact) =>
      html`<div>
        <dt>${fact.title}</dt>
        ${factCard(fact)}
      </div>`,
  );
  return html`<dl class="cards">${cards}</dl>`;
}

/** All sets side by side; nothing for a single one. */
export function setsSideBySide({ sets }: NightReport): Markup | null {
  const [first] = sets;
  if (first === undefined || sets.length < 2) return null;
  const head = [
    first.answer.zenithBrightness,
    first.answer.artificialShare,
    first.answer.lightRatio,
    first.answer.skyQuality,
  ].map(({ title }) => html`<th scope="col">${title}</th>`);
  const rows = sets.map((report) => {
    const { zenithBrightness, artificialShare, lightRatio, skyQuality } = report.answer;
    // The reasons stand above, in the short answer.
    const cells = [zenithBrightness, artificialShare, lightRatio, skyQuality].map((fact) =>
      fact.value === null
        ? html`<td><span class="reason">not known</span></td>`
        : html`<td>${factCell(fact)}</td>`,
    );
    const grade = report.grade === null ? '–' : `${report.grade.value} of 5`;
    return html`<tr>
      <th scope="row"><a href="#${setAnchor(report)}">${setName(report)}</a></th>
      <td>${report.taken}</td>
      ${cells}
      <td>${grade}</td>
    </tr>`;
  });
  return html`<div class="wide-table" tabindex="0" role="region" aria-label="Sets side by side">
    <table>
      <caption>
        Sets side by side
      </caption>
      <thead>
        <tr>
          <th scope="col">Set</th>
          <th scope="col">Taken</th>
          ${head}
          <th scope="col">Grade</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
