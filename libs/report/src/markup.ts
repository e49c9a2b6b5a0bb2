const brand: unique symbol = Symbol('markup');

/** HTML that is safe to write: made by `html` alone, so that text from outside is never taken for it. */
export interface Markup {
  readonly [brand]: true;
  readonly text: string;
}

type Piece = string | number | null | Markup | readonly Markup[];

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in an element or in an attribute between quotes. */
function escaped(text: string): string {
  return (
    text
      .replace(/[&<>"']/g, (sign) => signs[sign] ?? sign)
      // No document may hold these, however they are written.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
  );
}

function written(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'string') return escaped(piece);
  if (typeof piece === 'number') return String(piece);
  if ('text' in piece) return piece.text;
  return piece.map(({ text }) => text).join('');
}

/**
 * HTML from a template: strings put in are escaped, markup and lists of it are taken as they are, null
 * is nothing. Attributes stand between double quotes.
 */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const text = parts.map((part, i) => (i === 0 ? part : written(pieces[i - 1] ?? null) + part));
  return { [brand]: true, text: text.join('') };
}

/** Text that is markup already: style sheets and data of our own making. */
export function trusted(text: string): Markup {
  return { [brand]: true, text };
}
