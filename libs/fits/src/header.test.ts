import { describe, expect, it } from 'vitest';
import { FitsError, Header } from './index.js';

const card = (text: string): string => text.padEnd(80);
const parsed = (...cards: string[]): Header => Header.parse(cards.map(card).join(''), 'frame.fit');

function refusal(action: () => unknown): FitsError {
  try {
    action();
  } catch (error) {
    if (error instanceof FitsError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a header that was read', () => {
  it.each([
    ['T', true],
    ['                   F / logical', false],
    ['16', 16],
    ['-0012', -12],
    ['+7', 7],
    ['1.5D2', 150],
    ['-1.5d-3', -0.0015],
    ['1.E5', 100000],
    ['.5', 0.5],
    ['9223372036854775808', 9223372036854775808n],
    ['+9007199254740993', 9007199254740993n],
    ["'text    '", 'text'],
    ["'O''Hara'", "O'Hara"],
    ["'  kept'", '  kept'],
    ["''", ''],
    ["'a / b' / c", 'a / b'],
    ['', null],
    [' / only a comment', null],
    ['(1.0, -2.5)', '(1.0, -2.5)'],
    ['-1.38E+00, -1.69E+00', '-1.38E+00, -1.69E+00'],
    ['1E999', '1E999'],
    ["'no end", "'no end"],
  ])('understands the value field %j', (field, value) => {
    const header = parsed(`KEY     = ${field}`);
    expect(header.get('key')).toBe(value);
    expect(header.text).toBe(card(`KEY     = ${field}`));
  });

  it('tells text that is only kept from values that were understood', () => {
    const header = parsed('A       = (1,2)', 'B       = 12 13', "C       = 'x", 'D       = 1.0D0');
    expect(header.cards.map(({ form }) => form)).toStrictEqual([
      'complex',
      'malformed',
      'malformed',
      'real',
    ]);
    expect([header.string('B'), header.number('B')]).toStrictEqual([undefined, undefined]);
  });

  it('joins CONTINUE records and keeps them as they are', () => {
    const header = parsed(
      "LONG    = 'one &' / first",
      "CONTINUE  'two''s &'",
      "CONTINUE  'three' / last",
      "CONTINUE  'belongs to nothing'",
      'NEXT    =                    1',
    );
    expect(header.get('LONG')).toBe("one two's three");
    expect(header.card('LONG')?.comment).toBe('first last');
    expect(header.cards).toHaveLength(3);
    expect(header.with('NEXT', 2).text.slice(0, 320)).toBe(header.text.slice(0, 320));
  });

  it('takes an ampersand for itself when no CONTINUE follows', () => {
    expect(parsed("A       = 'this & that &'", 'B       = 1').get('A')).toBe('this & that &');
  });

  it('finds HIERARCH keywords with or without that word', () => {
    const header = parsed('HIERARCH ESO DET CHIP1 ID = 44 / [ms] x');
    expect(header.get('ESO DET CHIP1 ID')).toBe(44);
    expect(header.get('hierarch eso det chip1 id')).toBe(44);
    expect(header.with('ESO DET CHIP1 ID', 45).text).toContain('HIERARCH ESO DET CHIP1 ID = ');
  });

  it('lists HISTORY and COMMENT in order and takes no value from them', () => {
    const header = parsed('HISTORY = not a value', 'COMMENT one', '', 'COMMENT   two');
    expect(header.get('HISTORY')).toBeUndefined();
    expect(header.texts('HISTORY')).toStrictEqual(['= not a value']);
    expect(header.texts('COMMENT')).toStrictEqual(['one', '  two']);
    expect(header.text).toHaveLength(320);
  });

  it('keeps bytes that are not ASCII', () => {
    const header = parsed("OBSERVER= 'Pe\xf1a'", 'N       = 1');
    expect(header.with('N', 2).text.slice(0, 80)).toBe(card("OBSERVER= 'Pe\xf1a'"));
  });

  it('names keyword, file and what it found when a needed value is missing or wrong', () => {
    const header = parsed("EXPTIME = 'twelve'");
    const error = refusal(() => header.requireNumber('EXPTIME'));
    expect(error).toMatchObject({ code: 'fits-bad-value', file: 'frame.fit' });
    expect(error.message).toContain('EXPTIME');
    expect(error.problem.found).toBe("EXPTIME = 'twelve'");
    expect(() => header.requireString('FILTER')).toThrow(
      expect.objectContaining({ code: 'fits-missing-keyword', file: 'frame.fit' }),
    );
    expect(() => header.requireInteger('EXPTIME')).toThrow(FitsError);
  });
});

describe('a header that is changed', () => {
  const text = [
    'SITE    =   4.1D1 / odd but legal',
    "FILTER  = 'V       '           / Johnson",
    'HISTORY as it came',
  ];

  it('keeps every card that was not touched byte for byte', () => {
    const header = parsed(...text).with('FILTER', 'B');
    expect(header.text.slice(0, 80)).toBe(card(text[0]));
    expect(header.text.slice(160, 240)).toBe(card(text[2]));
    expect(header.cards[1].text).toBe(card("FILTER  = 'B       '           / Johnson"));
  });

  it('keeps the bytes of a card that already says so', () => {
    expect(parsed(...text).with('SITE', 41).text).toBe(parsed(...text).text);
  });

  it('does not change the one it came from', () => {
    const header = parsed(...text);
    header.with('FILTER', 'B').without('SITE').withHistory('more');
    expect(header.text).toBe(text.map(card).join(''));
  });

  it('drops all cards of a keyword and appends history in lines of 72', () => {
    const header = parsed('A       = 1', 'B       = 2', 'A       = 3').without('a');
    expect(header.withHistory('x'.repeat(100)).texts('HISTORY')).toStrictEqual([
      'x'.repeat(72),
      'x'.repeat(28),
    ]);
    expect(header.has('A')).toBe(false);
  });
});

describe('a header that is made', () => {
  it.each([
    ['A', true],
    ['B', 0],
    ['C', -0],
    ['D', 1e-7],
    ['E', 1.7976931348623157e308],
    ['F', 5e-324],
    ['G', 1e21],
    ['H', -(2n ** 63n)],
    ['I', "it's"],
    ['J', "'".repeat(200)],
    ['K', 'word '.repeat(60).trim()],
    ['L', `${'x'.repeat(66)}'''&`],
    ['M', null],
    ['A LONG KEYWORD', 'text'.repeat(30)],
  ])('reads %s back as it was given', (keyword, value) => {
    const header = Header.of([[keyword, value, 'comment']]);
    const again = Header.parse(header.text);
    expect(again.cards).toHaveLength(1);
    expect(again.get(keyword)).toBe(value);
    expect(again.text.length % 80).toBe(0);
  });

  it('writes values in fixed format', () => {
    expect(Header.of([['EXPTIME', 12.5, '[s]']]).text).toBe(
      card('EXPTIME =                 12.5 / [s]'),
    );
    expect(Header.of([['GAIN', 1e-9]]).text).toBe(card('GAIN    =               1.0E-9'));
  });

  it.each([
    [['X', NaN], 'fits-value-not-finite'],
    [['X', Infinity], 'fits-value-not-finite'],
    [['X', 'naïve'], 'fits-text-not-ascii'],
    [['X', 1, 'line\nbreak'], 'fits-text-not-ascii'],
    [['sp ace=', 1], 'fits-bad-keyword'],
    [[`${'LONG '.repeat(14)}KEY`, 1e-300], 'fits-card-too-long'],
  ] as const)('refuses what FITS cannot hold: %j', (entry, code) => {
    expect(() => Header.of([entry])).toThrow(expect.objectContaining({ code }));
  });
});
