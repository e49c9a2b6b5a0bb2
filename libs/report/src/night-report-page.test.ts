import { nightReportSchema, type NightReport, type SetReport } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { nightReportJson, nightReportPage } from './night-report-page.js';
import { darkSet, madeUpReport, moonlitSet } from './test-support/made-up-report.js';
import { elementsOf } from './test-support/well-formed.js';

const pixel = 'data:image/png;base64,iVBORw0KGgo=';
const pictures = {
  'panorama-full-1.jpg': pixel,
  'panorama-artificial-1.jpg': pixel,
  'fisheye-artificial-1.jpg': pixel,
  'histogram-1.png': pixel,
  'panorama-full-2.jpg': pixel,
};
const page = nightReportPage(madeUpReport, pictures);

/** The words of a page, as they are read. */
function wordsOf(html: string): string {
  return html
    .replace(/<style>[^]*<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

const withSet = (changes: Partial<SetReport>): NightReport => ({
  ...madeUpReport,
  sets: [{ ...darkSet, ...changes }],
});

describe('the page of a night', () => {
  it('begins with the answer: zenith, artificial share, ALR and SQI with their errors', () => {
    expect(wordsOf(page)).toMatch(
      /In short Set 1, band V zenith 21\.712 ± 0\.045 mag\/arcsec² ; of the light above the horizon 34\.2 ± 6\.4 % is artificial; artificial light ratio \(ALR\) 0\.52 ± 0\.11 ; sky quality index \(SQI\) 84\.2 ± 2\.1/,
    );
    expect(page.indexOf('34.2 ± 6.4 %')).toBeLessThan(page.indexOf('<table'));
  });

  it('says of a moonlit set what is not known, why, once, and that it is not to be used', () => {
    const answer = wordsOf(page).split('Set 2, band V')[1] ?? '';
    expect(answer).toContain(
      'zenith 19.418 ± 0.047 mag/arcsec² . Not known: how much of the light is artificial, the artificial light ratio (ALR), the sky quality index (SQI) (the Moon stood 31° high, 68 % lit: no natural model was fitted).',
    );
    expect(answer).toContain('Not to be used as it stands: The Moon stood 31° high');
  });

  it('shows every fact of every group with its error, or the reason there is none', () => {
    const words = wordsOf(page);
    const rows = [...darkSet.groups, ...moonlitSet.groups].flatMap((group) => group.rows);
    for (const fact of rows.flatMap(({ facts }) => facts)) {
      if (fact === null) continue;
      const at = words.indexOf(fact.title);
      expect(at, fact.name).toBeGreaterThan(-1);
      if (fact.reason !== null) expect(words).toContain(fact.reason);
    }
    expect(words).toContain('Horizontal illuminance 0.987 ± 0.042 mlx');
    expect(words).toContain('Least luminance −0.021 ± 0.027 mcd/m²');
    expect(words).toContain('All-sky mean luminance 2.412 mcd/m² no error: the map has no UNCERT');
    expect(words).toContain('ALR of the model of towns not known: no places file was given');
  });

  it('shows the parameters of the natural model, fixed ones as such', () => {
    const words = wordsOf(page);
    expect(words).toContain('Airglow at the zenith, as observed 32.9 ± 2.4 nL');
    expect(words).toContain('A.D.L. multiplier 1.14 ± 0.32 before: 1.2 ± 0.4');
    expect(words).toContain('Height of the emitting layer 90 km no error: fixed by hand');
    expect(words).toContain('74.2 ± 1.1° 912 ± 64 nL 12.3 ± 1.4°');
  });

  it('compares with the old constants and with the night itself', () => {
    expect(wordsOf(page)).toContain(
      'Mean luminance (ALR) 40.8 ± 8.4 nL 78 nL 0.52 ± 0.11 0.58 ± 0.13',
    );
  });

  it('puts the gravest caveat first, in words and not by colour alone', () => {
    const words = wordsOf(page).split('Grade: none was given.')[1] ?? '';
    expect(words).toMatch(/Not to be used\. The Moon.*Caution\. No standard.*Note\. Thin cloud/);
  });

  it('says what was left out and why, and where the numbers come from', () => {
    const words = wordsOf(page);
    expect(words).toContain('Set 3 only 11 of 45 frames were found');
    expect(words).toContain('Frame ib017 its stars could not be matched');
    for (const { sha256, command } of [...darkSet.origins, ...madeUpReport.origins]) {
      expect(words).toContain(sha256);
      if (command !== null) expect(words).toContain(command);
    }
  });

  it('prints the time of the request only when it is given one', () => {
    expect(page).not.toContain('Asked for');
    const asked = nightReportPage({ ...madeUpReport, requested: '22 November 2026' });
    expect(asked).toContain('Asked for 22 November 2026.');
  });

  it('is the same for the same facts', () => {
    expect(nightReportPage(structuredClone(madeUpReport), pictures)).toBe(page);
  });
});

describe('as a document the page', () => {
  const elements = elementsOf(page);

  it('is well-formed, and so it is without sets', () => {
    expect(elements.length).toBeGreaterThan(200);
    const empty: NightReport = {
      ...madeUpReport,
      ...{ location: '', site: '', position: null, collectedBy: null, instrument: null },
      ...{ caveats: [], omissions: [], sets: [], origins: [] },
    };
    expect(elementsOf(nightReportPage(empty)).length).toBeGreaterThan(20);
    expect(wordsOf(nightReportPage(empty))).toContain('No set of this night could be measured.');
  });

  it('asks nothing of the network and runs nothing', () => {
    expect(elements.filter(({ name }) => ['script', 'link', 'iframe'].includes(name))).toEqual([]);
    expect(page).not.toMatch(/https?:|\/\/[a-z]|@import|url\(|javascript:|\son[a-z]+=/i);
    for (const { name, attributes } of elements) {
      const source = attributes.get('src') ?? attributes.get('href');
      if (source !== undefined) expect(source, name).toMatch(/^(?:data:image\/|#)/);
    }
    expect(page).toContain('default-src &#39;none&#39;');
  });

  it('has a language, a title, one h1 and no heading that skips a level', () => {
    expect(elements[0]?.attributes.get('lang')).toBe('en');
    expect(page).toMatch(/<title>GRBA241004: [^<]+, 4 October 2024<\/title>/);
    const levels = elements
      .filter(({ name }) => /^h[1-6]$/.test(name))
      .map(({ name }) => Number(name[1]));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    expect(levels[0]).toBe(1);
    for (let i = 1; i < levels.length; i++) {
      expect(levels[i]).toBeLessThanOrEqual((levels[i - 1] ?? 0) + 1);
    }
  });

  it('has a scope on each table head, an alternative on each picture, and links that lead somewhere', () => {
    const ids = new Set(elements.map(({ attributes }) => attributes.get('id')));
    for (const { name, attributes, within } of elements) {
      if (name === 'th') expect(attributes.get('scope')).toMatch(/^(?:row|col)$/);
      if (name === 'img') expect(attributes.get('alt')?.length).toBeGreaterThan(20);
      if (name === 'a') expect(ids).toContain(attributes.get('href')?.slice(1));
      if (name === 'img') expect(within).toContain('figure');
    }
    const given = elements.flatMap(({ attributes }) => attributes.get('id') ?? []);
    expect(new Set(given).size).toBe(given.length);
  });
});

describe('words from outside', () => {
  const nasty = `Fish & <b onclick="x()">Bird's</b> "Park" \u0000\ud800`;

  it('stay words wherever they stand', () => {
    const [picture] = darkSet.pictures;
    if (picture === undefined) throw new Error('no picture to change');
    const report = withSet({
      taken: nasty,
      caveats: [{ code: 'cloud', weight: 'unfit', sentence: nasty }],
      omissions: [{ what: nasty, why: nasty }],
      groups: [
        {
          title: nasty,
          note: nasty,
          columns: [nasty, nasty],
          rows: [
            {
              title: nasty,
              facts: [
                null,
                {
                  ...{ name: 'zenith', title: nasty, value: null, uncertainty: null },
                  ...{ unit: nasty, reason: nasty, note: nasty },
                },
              ],
            },
          ],
        },
      ],
      pictures: [{ ...picture, title: nasty, alternative: nasty, caption: nasty }],
    });
    const html = nightReportPage(
      { ...report, night: nasty, location: nasty, site: nasty, instrument: nasty },
      pictures,
    );
    const elements = elementsOf(html);
    expect(elements.some(({ attributes }) => attributes.has('onclick'))).toBe(false);
    expect(html).toContain('Fish &amp; &lt;b onclick=&quot;x()&quot;&gt;Bird&#39;s&lt;/b&gt;');
    expect(html).not.toContain('\u0000');
    expect(elements.find(({ name }) => name === 'img')?.attributes.get('alt')).toContain('&amp;');
  });

  it('cannot bring a picture from elsewhere', () => {
    for (const uri of [
      'https://example.org/a.png',
      'data:text/html;base64,AAAA',
      `${pixel}" x="`,
    ]) {
      expect(() => nightReportPage(madeUpReport, { ...pictures, 'histogram-1.png': uri })).toThrow(
        expect.objectContaining({ code: 'bad-picture' }),
      );
    }
  });

  it('stand for a picture that is not at hand', () => {
    const words = wordsOf(nightReportPage(madeUpReport, {}));
    expect(words).toContain(
      'The picture histogram-1.png is not at hand. It shows: Histogram of artificial luminance',
    );
  });
});

describe('the document beside the page', () => {
  it('holds the same facts and reads back', () => {
    expect(nightReportSchema.parse(JSON.parse(nightReportJson(madeUpReport)))).toEqual(
      madeUpReport,
    );
  });

  it('refuses what is no report', () => {
    const bad = { ...madeUpReport, sets: [{ ...darkSet, set: 9 }] };
    expect(() => nightReportJson(bad)).toThrow(/set/);
  });
});
