import { Card, cardLength, type CardValue } from './card.js';
import { FitsError } from './errors.js';

const standardKeyword = /^[A-Z0-9_-]{1,8}$/;
const hierarchKeyword = /^[A-Z0-9_-]+(?:[ .][A-Z0-9_-]+)*$/;
const printable = /^[\x20-\x7e]*$/;
const commentaryWidth = cardLength - 8;
/** `CONTINUE  '` before and `&'` after. */
const continuedWidth = cardLength - 13;

/** Keywords whose cards hold text and no value. */
export function isCommentary(keyword: string): boolean {
  return keyword === 'COMMENT' || keyword === 'HISTORY' || keyword === '';
}

/**
 * A card written in fixed format (FITS 4.0, section 4.2): values end in column 30 where they fit,
 * long strings go on in CONTINUE records, keywords longer than eight characters become HIERARCH
 * cards. A comment that does not fit is cut.
 *
 * @throws FitsError for a keyword or text FITS cannot hold, and for numbers that are not finite.
 */
export function valueCard(keyword: string, value: CardValue, comment = ''): Card {
  const prefix = prefixOf(keyword);
  assertPrintable(keyword, comment);
  if (typeof value === 'string') return stringCard(keyword, prefix, value, comment);
  const text =
    prefix + valueText(keyword, value).padStart(Math.min(20, cardLength - prefix.length));
  if (text.length > cardLength) {
    throw new FitsError('fits-card-too-long', `keyword ${keyword} leaves no room for its value`, {
      found: `${text.length} characters`,
      expected: `no more than ${cardLength}`,
      hint: 'Use a shorter keyword.',
    });
  }
  return new Card(withComment(text, comment));
}

/** COMMENT, HISTORY or blank cards for a text, broken at line ends and after 72 characters. */
export function commentaryCards(keyword: 'COMMENT' | 'HISTORY' | '', text: string): Card[] {
  return text.split(/\r?\n/).flatMap((line) => {
    assertPrintable(keyword, line);
    const cards: Card[] = [];
    for (let at = 0; at === 0 || at < line.length; at += commentaryWidth) {
      const part = line.slice(at, at + commentaryWidth);
      cards.push(new Card((keyword.padEnd(8) + part).padEnd(cardLength)));
    }
    return cards;
  });
}

function prefixOf(keyword: string): string {
  if (standardKeyword.test(keyword)) return `${keyword.padEnd(8)}= `;
  if (hierarchKeyword.test(keyword)) return `HIERARCH ${keyword} = `;
  throw new FitsError('fits-bad-keyword', `'${keyword}' cannot be a FITS keyword`, {
    found: `'${keyword}'`,
    expected:
      'letters, digits, hyphen and underscore; words of HIERARCH keywords parted by one space',
    hint: 'Use a keyword of at most eight such characters.',
  });
}

function assertPrintable(keyword: string, text: string): void {
  if (printable.test(text)) return;
  throw new FitsError('fits-text-not-ascii', `text of ${keyword} has characters FITS cannot hold`, {
    found: JSON.stringify(text.slice(0, cardLength)),
    expected: 'printable ASCII',
    hint: 'Spell the text with ASCII letters.',
  });
}

function valueText(keyword: string, value: number | bigint | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  if (typeof value === 'bigint') return value.toString();
  if (!Number.isFinite(value)) {
    throw new FitsError('fits-value-not-finite', `${keyword} has no value FITS can hold`, {
      found: String(value),
      expected: 'a finite number',
      hint: 'Leave the card out, or write it with an undefined value (null).',
    });
  }
  if (Object.is(value, -0)) return '-0.0';
  if (Number.isSafeInteger(value)) return value.toString();
  const text = value.toString().toUpperCase();
  return text.includes('.') ? text : text.replace('E', '.0E');
}

function withComment(text: string, comment: string): string {
  const full = comment === '' ? text : `${text} / ${comment}`;
  return full.slice(0, cardLength).padEnd(cardLength);
}

function stringCard(keyword: string, prefix: string, value: string, comment: string): Card {
  assertPrintable(keyword, value);
  const escaped = value.replaceAll("'", "''");
  const whole = `${prefix}'${escaped.padEnd(8)}'`;
  if (whole.length <= cardLength) {
    return new Card(withComment(whole.padEnd(prefix.length + 20).slice(0, cardLength), comment));
  }
  let rest = escaped;
  let text = '';
  let start = prefix;
  let width = cardLength - prefix.length - 3;
  while (rest.length > width) {
    const part = rest.slice(0, unbrokenLength(rest, width));
    text += `${start}'${part}&'`.padEnd(cardLength);
    rest = rest.slice(part.length);
    start = 'CONTINUE  ';
    width = continuedWidth;
  }
  return new Card(text + withComment(`${start}'${rest}'`, comment));
}

// A doubled quote must not be parted between two records.
function unbrokenLength(escaped: string, width: number): number {
  let quotes = 0;
  while (quotes < width && escaped.charAt(width - 1 - quotes) === "'") quotes++;
  return quotes % 2 === 0 ? width : width - 1;
}
