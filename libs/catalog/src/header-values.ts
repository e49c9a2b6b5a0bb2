import { problem, type Band, type Problem } from '@nightskies/contracts';
import type { Header } from '@nightskies/fits';

/** Reads keywords of one header and collects everything wrong with them. */
export class HeaderReader {
  private readonly badValues: Problem[] = [];
  private readonly missingKeywords: string[] = [];
  /** Unusable values of keywords that nothing needs. */
  readonly caveats: Problem[] = [];

  constructor(
    private readonly header: Header,
    private readonly path: string,
  ) {}

  /** Everything wrong with what is needed; all missing keywords in one problem. */
  get problems(): readonly Problem[] {
    const absent = this.missingKeywords;
    if (absent.length === 0) return this.badValues;
    const keywords = absent.join(', ');
    const message =
      absent.length === 1 ? `keyword ${keywords} is missing` : `keywords ${keywords} are missing`;
    return [
      problem('keyword-missing', message, {
        file: this.path,
        found: 'no value in the header',
        expected: keywords,
        hint: `Add ${keywords} to the header (compare with another frame of the set).`,
      }),
      ...this.badValues,
    ];
  }

  /** A number in range; a complaint and null when it is absent (if required) or no such number. */
  number(
    keyword: string,
    range: readonly [minimum: number, maximum: number],
    unit: string,
    required: boolean,
  ): number | null {
    if (!this.header.has(keyword)) return required ? this.missing(keyword) : null;
    const value = this.header.number(keyword);
    const [minimum, maximum] = range;
    // NaN fails both comparisons.
    if (value !== undefined && value >= minimum && value <= maximum) return value;
    (required ? this.badValues : this.caveats).push(
      problem('keyword-bad-value', `keyword ${keyword} has no usable value`, {
        file: this.path,
        found: this.written(keyword),
        expected: `a number from ${minimum} to ${maximum}${unit === '' ? '' : ` ${unit}`}`,
        hint: `Correct ${keyword} in the header.`,
      }),
    );
    return null;
  }

  text(keyword: string, required: boolean): string | null {
    const text = this.header.string(keyword)?.trim();
    if (text !== undefined && text !== '') return text;
    return required ? this.missing(keyword) : null;
  }

  /** UTC Julian date from JD, else from DATE-OBS. */
  julianDate(required: boolean): number | null {
    if (this.header.has('JD')) return this.number('JD', [2_400_000, 2_500_000], 'd', required);
    const written = this.header.string('DATE-OBS')?.trim();
    if (written === undefined || written === '') {
      return required ? this.missing('JD or DATE-OBS') : null;
    }
    const date = julianDateOf(written);
    if (date !== null) return date;
    (required ? this.badValues : this.caveats).push(
      problem('keyword-bad-value', 'keyword DATE-OBS is no date', {
        file: this.path,
        found: written,
        expected: 'YYYY-MM-DDThh:mm:ss, UTC',
        hint: 'Correct DATE-OBS in the header, or add JD.',
      }),
    );
    return null;
  }

  private missing(keyword: string): null {
    this.missingKeywords.push(keyword);
    return null;
  }

  private written(keyword: string): string {
    const value = this.header.get(keyword);
    return value === undefined || value === null ? 'no value' : String(value);
  }
}

const isoDate = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$/;

/** UTC Julian date of a DATE-OBS text, or null. */
export function julianDateOf(text: string): number | null {
  const trimmed = text.replace(/Z$/, '');
  if (!isoDate.test(trimmed)) return null;
  const milliseconds = Date.parse(trimmed.includes('T') ? `${trimmed}Z` : trimmed);
  return Number.isNaN(milliseconds) ? null : milliseconds / 86_400_000 + 2_440_587.5;
}

/** UTC calendar date (ISO 8601) of a Julian date. */
export function isoDateOf(julianDate: number): string {
  return new Date((julianDate - 2_440_587.5) * 86_400_000).toISOString().slice(0, 10);
}

/**
 * The photometric letter in a FILTER card (`V`, `Johnson B`, `B Bessell`), upper case; null when it
 * names none.
 */
export function filterLetter(filter: string): 'U' | 'B' | 'V' | 'R' | 'I' | null {
  const letters = ['U', 'B', 'V', 'R', 'I'] as const;
  const words = filter.toUpperCase().split(/[^A-Z]+/);
  return letters.find((letter) => words.includes(letter)) ?? null;
}

/** The band of a filter, null for any other filter. */
export function bandOfFilter(filter: string | null): Band | null {
  const letter = filter === null ? null : filterLetter(filter);
  return letter === 'V' || letter === 'B' ? letter : null;
}
