/** Bytes of one card image (FITS 4.0, section 4.1). */
export const cardLength = 80;

/** Value of a header card; null for a keyword with an undefined value, absent for commentary. */
export type CardValue = string | number | bigint | boolean | null;

/** What stands in the value field. `malformed` and `complex` values are kept as their text. */
export type CardForm =
  'string' | 'logical' | 'integer' | 'real' | 'complex' | 'undefined' | 'commentary' | 'malformed';

interface Field {
  readonly form: CardForm;
  readonly value: CardValue | undefined;
  readonly comment: string;
}

const integerPattern = /^[+-]?\d+$/;
const realPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[EDed][+-]?\d+)?$/;
const complexPattern = /^\([^,()]*,[^,()]*\)$/;

/**
 * One keyword record with the CONTINUE records that belong to it. The text is kept as it was read,
 * so that a card nobody changed is written byte for byte; value and comment are parsed when asked.
 */
export class Card {
  /** Upper-case keyword; '' for a blank one; without the word HIERARCH for such cards. */
  readonly keyword: string;
  /** The card as stored, a multiple of 80 characters, one per byte (Latin-1). */
  readonly text: string;
  #field: Field | undefined;

  /** A card from its text of 80 characters, or more when CONTINUE records follow. */
  constructor(text: string) {
    this.text = text;
    this.keyword = keywordOf(text);
  }

  get form(): CardForm {
    return this.field().form;
  }

  /** The value; null when undefined, absent (`undefined`) for commentary. */
  get value(): CardValue | undefined {
    return this.field().value;
  }

  /** The comment after the slash; for commentary the text itself. */
  get comment(): string {
    return this.field().comment;
  }

  private field(): Field {
    this.#field ??= parseField(this.text);
    return this.#field;
  }
}

/** True when the last record of this text holds a string that the next CONTINUE record carries on. */
export function asksForContinuation(text: string): boolean {
  const last = text.slice(-cardLength);
  const field = text.length > cardLength ? parseValue(last.slice(8)) : parseField(last);
  return field.form === 'string' && typeof field.value === 'string' && field.value.endsWith('&');
}

function hierarchEquals(text: string): number {
  return text.startsWith('HIERARCH ') ? text.slice(0, cardLength).indexOf('=', 9) : -1;
}

function keywordOf(text: string): string {
  const equals = hierarchEquals(text);
  const name = equals < 0 ? text.slice(0, 8) : text.slice(9, equals).replace(/ +/g, ' ');
  return name.trim().toUpperCase();
}

function parseField(text: string): Field {
  const equals = hierarchEquals(text);
  if (equals < 0 && !hasValue(text)) {
    return { form: 'commentary', value: undefined, comment: text.slice(8).trimEnd() };
  }
  const first = parseValue(text.slice(equals < 0 ? 9 : equals + 1, cardLength));
  return text.length > cardLength ? joinContinued(first, text) : first;
}

// Section 4.1.2.2 asks for '= '; an equals sign without the space is read as the value it means.
function hasValue(text: string): boolean {
  if (text.charAt(8) !== '=') return false;
  const keyword = text.slice(0, 8);
  return keyword !== 'COMMENT ' && keyword !== 'HISTORY ' && keyword !== '        ';
}

// Long strings: FITS 4.0, section 4.2.1.2.
function joinContinued(first: Field, text: string): Field {
  if (typeof first.value !== 'string') return first;
  const values = [first.value];
  const comments = [first.comment];
  for (let at = cardLength; at < text.length; at += cardLength) {
    const part = parseValue(text.slice(at + 8, at + cardLength));
    values.push(typeof part.value === 'string' ? part.value : '');
    comments.push(part.comment);
  }
  const last = values.length - 1;
  return {
    form: 'string',
    value: trimEndSpaces(values.map((part, i) => (i < last ? part.slice(0, -1) : part)).join('')),
    comment: comments.filter((part) => part !== '').join(' '),
  };
}

function parseValue(area: string): Field {
  const start = area.search(/[^ ]/);
  if (start < 0) return { form: 'undefined', value: null, comment: '' };
  if (area.charAt(start) === "'") return parseString(area, start);
  const slash = area.indexOf('/', start);
  const token = (slash < 0 ? area : area.slice(0, slash)).trim();
  const comment = slash < 0 ? '' : area.slice(slash + 1).trim();
  return { ...parseToken(token), comment };
}

function parseString(area: string, start: number): Field {
  let value = '';
  for (let from = start + 1; ;) {
    const quote = area.indexOf("'", from);
    if (quote < 0) return { form: 'malformed', value: area.slice(start).trimEnd(), comment: '' };
    value += area.slice(from, quote);
    if (area.charAt(quote + 1) !== "'") {
      const rest = area.slice(quote + 1);
      const slash = rest.indexOf('/');
      const comment = slash < 0 ? '' : rest.slice(slash + 1).trim();
      return { form: 'string', value: trimEndSpaces(value), comment };
    }
    value += "'";
    from = quote + 2;
  }
}

function trimEndSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && text.charAt(end - 1) === ' ') end--;
  return text.slice(0, end);
}

function parseToken(token: string): Pick<Field, 'form' | 'value'> {
  if (token === '') return { form: 'undefined', value: null };
  if (token === 'T' || token === 'F') return { form: 'logical', value: token === 'T' };
  if (integerPattern.test(token)) {
    const value = Number(token);
    const exact = Number.isSafeInteger(value);
    return { form: 'integer', value: exact ? value + 0 : BigInt(token.replace(/^\+/, '')) };
  }
  if (realPattern.test(token)) {
    const value = Number(token.replace(/[Dd]/, 'E'));
    if (Number.isFinite(value)) return { form: 'real', value };
  }
  return { form: complexPattern.test(token) ? 'complex' : 'malformed', value: token };
}
