import { asksForContinuation, Card, cardLength, type CardValue } from './card.js';
import { commentaryCards, isCommentary, valueCard } from './card-text.js';
import { FitsError } from './errors.js';

/** Keyword, value and comment of a card to be made. */
export type CardEntry = readonly [keyword: string, value: CardValue, comment?: string | undefined];

/**
 * The cards of one header unit, without END. Immutable: every change gives a new header, in which
 * the cards that were not touched keep their bytes. Keywords are found without regard to case;
 * HIERARCH keywords with or without that word.
 */
export class Header {
  static readonly empty = new Header([], undefined);

  readonly cards: readonly Card[];
  /** The file it was read from, named in errors. */
  readonly #file: string | undefined;
  #first: Map<string, Card> | undefined;

  private constructor(cards: readonly Card[], file: string | undefined) {
    this.cards = cards;
    this.#file = file;
  }

  /** A header of new cards, in the order given. */
  static of(entries: readonly CardEntry[]): Header {
    return new Header(entries.flatMap(cardsOf), undefined);
  }

  /**
   * A header from card images, one after another, without END.
   *
   * @param text a multiple of 80 characters, one per byte
   * @param file name for messages
   */
  static parse(text: string, file?: string): Header {
    const cards: Card[] = [];
    for (let at = 0; at < text.length;) {
      let end = at + cardLength;
      while (text.startsWith('CONTINUE', end) && asksForContinuation(text.slice(at, end))) {
        end += cardLength;
      }
      cards.push(new Card(text.slice(at, end)));
      at = end;
    }
    return new Header(cards, file);
  }

  /** Card images one after another, without END. */
  get text(): string {
    return this.cards.map((card) => card.text).join('');
  }

  has(keyword: string): boolean {
    return this.card(keyword) !== undefined;
  }

  /** First card of this keyword. */
  card(keyword: string): Card | undefined {
    if (this.#first === undefined) {
      this.#first = new Map();
      for (const card of this.cards) {
        if (!this.#first.has(card.keyword)) this.#first.set(card.keyword, card);
      }
    }
    return this.#first.get(normal(keyword));
  }

  /**
   * Value of the first card of this keyword: strings without trailing blanks and with their CONTINUE
   * records, integers beyond 2^53 as bigint, null for an undefined value, the text for complex and
   * malformed values; undefined when there is no such card or it is commentary.
   */
  get(keyword: string): CardValue | undefined {
    return this.card(keyword)?.value;
  }

  /** A numeric value; undefined when absent or not a number. */
  number(keyword: string): number | undefined {
    const value = this.get(keyword);
    return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
  }

  /** A whole number that float64 holds exactly; undefined when absent or anything else. */
  integer(keyword: string): number | undefined {
    const value = this.get(keyword);
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
  }

  /** A character string; undefined when absent or not a string. */
  string(keyword: string): string | undefined {
    const card = this.card(keyword);
    return card?.form === 'string' && typeof card.value === 'string' ? card.value : undefined;
  }

  /** A logical value; undefined when absent or not T or F. */
  boolean(keyword: string): boolean | undefined {
    const value = this.get(keyword);
    return typeof value === 'boolean' ? value : undefined;
  }

  /** @throws FitsError `fits-missing-keyword` or `fits-bad-value`, naming keyword and file. */
  requireNumber(keyword: string): number {
    return this.number(keyword) ?? this.refuse(keyword, 'a number');
  }

  /** @throws FitsError `fits-missing-keyword` or `fits-bad-value`, naming keyword and file. */
  requireInteger(keyword: string): number {
    return this.integer(keyword) ?? this.refuse(keyword, 'a whole number');
  }

  /** @throws FitsError `fits-missing-keyword` or `fits-bad-value`, naming keyword and file. */
  requireString(keyword: string): string {
    return this.string(keyword) ?? this.refuse(keyword, 'a character string');
  }

  /** Texts of all cards of a commentary keyword, in order, without trailing blanks. */
  texts(keyword: 'HISTORY' | 'COMMENT' | ''): string[] {
    return this.cards.filter((card) => card.keyword === keyword).map((card) => card.comment);
  }

  /**
   * The value set in the first card of this keyword, or in a new card at the end. Without a comment
   * the old one stays; a card that already says this keeps its bytes.
   *
   * @throws FitsError for what a card cannot hold
   */
  with(keyword: string, value: CardValue, comment?: string): Header {
    const old = this.card(keyword);
    if (old === undefined || isCommentary(old.keyword)) {
      return this.made([...this.cards, ...cardsOf([keyword, value, comment])]);
    }
    if (Object.is(old.value, value) && (comment === undefined || comment === old.comment)) {
      return this;
    }
    const card = valueCard(old.keyword, value, comment ?? printableComment(old));
    return this.made(this.cards.map((one) => (one === old ? card : one)));
  }

  /** As `with`, for many cards in order. */
  withAll(entries: readonly CardEntry[]): Header {
    return entries.reduce<Header>((header, entry) => header.with(...entry), this);
  }

  /** Without any card of these keywords. */
  without(...keywords: readonly string[]): Header {
    const dropped = new Set(keywords.map(normal));
    return this.made(this.cards.filter((card) => !dropped.has(card.keyword)));
  }

  withHistory(text: string): Header {
    return this.made([...this.cards, ...commentaryCards('HISTORY', text)]);
  }

  withComment(text: string): Header {
    return this.made([...this.cards, ...commentaryCards('COMMENT', text)]);
  }

  /** This header, keeping only the cards for which the answer is true. */
  filter(keep: (card: Card) => boolean): Header {
    return this.made(this.cards.filter(keep));
  }

  private made(cards: readonly Card[]): Header {
    return new Header(cards, this.#file);
  }

  private refuse(keyword: string, expected: string): never {
    const card = this.card(keyword);
    const details = { file: this.#file, expected: `${keyword} = ${expected}` };
    if (card === undefined) {
      throw new FitsError('fits-missing-keyword', `keyword ${keyword} is missing`, {
        ...details,
        found: 'no such card',
        hint: `Add ${keyword} to the header.`,
      });
    }
    throw new FitsError('fits-bad-value', `keyword ${keyword} does not hold ${expected}`, {
      ...details,
      found: card.text.slice(0, cardLength).trimEnd(),
      hint: `Correct ${keyword} in the header.`,
    });
  }
}

function normal(keyword: string): string {
  const upper = keyword.trim().toUpperCase();
  return upper.startsWith('HIERARCH ') ? upper.slice(9).trim() : upper;
}

// A comment with bytes FITS does not allow cannot be written again.
function printableComment(card: Card): string {
  return card.comment.replace(/[^\x20-\x7e]/g, '?');
}

function cardsOf([keyword, value, comment]: CardEntry): Card[] {
  const name = normal(keyword);
  if (name === 'COMMENT' || name === 'HISTORY' || name === '') {
    return commentaryCards(name, value === null ? '' : String(value));
  }
  return [valueCard(name, value, comment)];
}
