import { nightReportSchema, type NightReport } from '@nightskies/contracts';
import { setAnchor, setName, setsSideBySide, shortAnswer } from './answer.js';
import { caveatList, omissionTable } from './caveats.js';
import { html, trusted, type Markup } from './markup.js';
import { originTable } from './origins.js';
import type { ReportPictures } from './pictures.js';
import { setSection } from './set-section.js';
import { style } from './style.js';

/** Even a picture that slipped in from outside would not be fetched. */
const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

function degrees(value: number, positive: string, negative: string): string {
  return `${Math.abs(value).toFixed(4)}° ${value < 0 ? negative : positive}`;
}

/** Lines under the title: where, who, with what. */
function circumstances(report: NightReport): Markup[] {
  const { position, collectedBy, processedBy, instrument } = report;
  return [
    ...(position === null
      ? []
      : [
          [
            degrees(position.latitudeDeg, 'N', 'S'),
            degrees(position.longitudeDeg, 'E', 'W'),
            ...(position.elevationM === null ? [] : [`${position.elevationM.toFixed(0)} m`]),
          ].join(', '),
        ]),
    ...(instrument === null ? [] : [instrument]),
    ...(collectedBy === null ? [] : [`Data collected by ${collectedBy}`]),
    ...(processedBy === null ? [] : [`Data processed by ${processedBy}`]),
  ].map((line) => html`<li>${line}</li>`);
}

function contents({ sets }: NightReport): Markup | null {
  if (sets.length < 2) return null;
  const links = sets.map((set) => html`<li><a href="#${setAnchor(set)}">${setName(set)}</a></li>`);
  return html`<nav aria-label="Sets">
    <ul>
      ${links}
    </ul>
  </nav>`;
}

/**
 * The report of a night as one HTML file that needs nothing else: style and pictures are in it, no
 * script runs and nothing is fetched. Numbers are rounded by their errors; what is not known says why.
 * Equal reports give equal pages.
 *
 * Throws `bad-picture` for a picture that is not in the page itself.
 *
 * @param pictures by `ReportPicture.file`, as data URIs; one that is missing leaves its words
 */
export function nightReportPage(report: NightReport, pictures: ReportPictures = {}): string {
  const { night, location, site, date, program, requested } = report;
  const place = [location, site].filter((part) => part !== '').join(', ');
  const requestLine = requested === null ? null : html` Asked for ${requested}.`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <title>${night}: night sky of ${place === '' ? night : place}, ${date}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        <header>
          <p class="kicker">Night sky report ${night}</p>
          <h1>${place === '' ? night : place}</h1>
          <p class="kicker">${date}</p>
          <ul class="facts-line">
            ${circumstances(report)}
          </ul>
        </header>
        <main>
          <section class="short" aria-labelledby="short-title">
            <h2 id="short-title">In short</h2>
            ${shortAnswer(report)}
          </section>
          ${contents(report)} ${setsSideBySide(report)}
          <h2>The night as a whole</h2>
          <h3>Caveats</h3>
          ${caveatList(report.caveats)}
          <h3>Left out</h3>
          ${omissionTable(report.omissions)} ${report.sets.map((set) => setSection(set, pictures))}
          <section>
            <h2>Origins of the night</h2>
            ${originTable(report.origins)}
          </section>
        </main>
        <footer>
          <p>
            Errors are one standard deviation; numbers are rounded to two digits of their error.
            Made by ${program}.${requestLine}
          </p>
        </footer>
      </body>
    </html> `;
  return `${page.text.replace(/\n\s*/g, '\n').trim()}\n`;
}

/**
 * The same facts as a JSON document, checked against the schema, keys in its order.
 *
 * Throws what the schema finds wrong.
 */
export function nightReportJson(report: NightReport): string {
  return `${JSON.stringify(nightReportSchema.parse(report), null, 2)}\n`;
}
