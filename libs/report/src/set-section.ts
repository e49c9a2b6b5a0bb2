import { printedMeasure, type SetReport } from '@nightskies/contracts';
import { answerCards, setAnchor, setName } from './answer.js';
import { caveatList, omissionTable } from './caveats.js';
import { factCell, factList, factTable } from './fact.js';
import { html, type Markup } from './markup.js';
import { originTable } from './origins.js';
import { pictureFigures, type ReportPictures } from './pictures.js';

function gradeLine({ grade }: SetReport): Markup {
  if (grade === null) return html`<p>Grade: none was given.</p>`;
  const by = grade.by === 'person' ? 'given by a person' : 'proposed by the program';
  const why = grade.reasons.length === 0 ? '' : `: ${grade.reasons.join('; ')}`;
  return html`<p><strong>Grade ${grade.value} of 5</strong> (${by})${why}.</p>`;
}

function modelSection({ naturalModel }: SetReport): Markup {
  if (naturalModel === null) {
    return html`<p>
      No natural model was fitted: what is artificial cannot be told from what is natural.
    </p>`;
  }
  const { outcome, facts, domes } = naturalModel;
  const rows = domes.map(
    ({ azimuthDeg, amplitudeNl, heightDeg }) =>
      html`<tr>
        <td>${factCell(azimuthDeg)}</td>
        <td>${factCell(amplitudeNl)}</td>
        <td>${factCell(heightDeg)}</td>
      </tr>`,
  );
  const glow =
    domes.length === 0
      ? html`<p>No dome of light was found above the horizon.</p>`
      : html`<table>
          <caption>
            Domes of artificial light in the fit
          </caption>
          <thead>
            <tr>
              <th scope="col">Azimuth</th>
              <th scope="col">At the horizon</th>
              <th scope="col">Falls to 1/e in</th>
            </tr>
          </thead>
          <tbody>
            ${rows}
          </tbody>
        </table>`;
  return html`<p>${outcome}</p>
    <div class="groups">
      ${factList('Parameters', facts)}
      <div>${glow}</div>
    </div>`;
}

function comparisonTable({ comparisons }: SetReport): Markup {
  if (comparisons.length === 0) return html`<p>Nothing artificial was measured to compare.</p>`;
  const rows = comparisons.map(
    ({ title, measured, constant, ratioToConstant, ratioToNight }) =>
      html`<tr>
        <th scope="row">${title}</th>
        <td>${factCell(measured)}</td>
        <td>${printedMeasure(constant.value, 0, constant.unit)}</td>
        <td>${factCell(ratioToConstant)}</td>
        <td>${ratioToNight === null ? '–' : factCell(ratioToNight)}</td>
      </tr>`,
  );
  return html`<p>
      The constants are those of the National Park Service: the same for every place, season and
      hour. The last column divides by the natural sky of this very set.
    </p>
    <div class="wide-table" tabindex="0" role="region" aria-label="Comparison with the constants">
      <table>
        <thead>
          <tr>
            <th scope="col">Artificial light</th>
            <th scope="col">Measured</th>
            <th scope="col">Natural constant</th>
            <th scope="col">Ratio</th>
            <th scope="col">Ratio to this night</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`;
}

function methodList({ methods }: SetReport): Markup | null {
  if (methods.length === 0) return null;
  return html`<h3>How the numbers were made</h3>
    <ul class="methods">
      ${methods.map((sentence) => html`<li>${sentence}</li>`)}
    </ul>`;
}

/** Everything of one set. */
export function setSection(report: SetReport, sources: ReportPictures): Markup {
  const anchor = setAnchor(report);
  const groups = report.groups.map(factTable);
  return html`<section class="set" id="${anchor}" aria-labelledby="${anchor}-title">
    <h2 id="${anchor}-title">${setName(report)}</h2>
    <p class="kicker">${report.taken}</p>
    ${answerCards(report)} ${gradeLine(report)}
    <h3>Caveats</h3>
    ${caveatList(report.caveats)}
    <h3>Pictures</h3>
    ${pictureFigures(report.pictures, sources)}
    <h3>Measured</h3>
    <div class="groups">${groups}</div>
    <h3>Natural sky</h3>
    ${modelSection(report)}
    <h3>Against the old constants</h3>
    ${comparisonTable(report)} ${methodList(report)}
    <h3>Left out</h3>
    ${omissionTable(report.omissions)}
    <h3>Where the numbers come from</h3>
    ${originTable(report.origins)}
  </section>`;
}
