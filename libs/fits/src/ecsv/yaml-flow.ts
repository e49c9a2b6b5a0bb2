import { plainScalar, type Yaml } from './yaml.js';

const deepest = 40;

/** The quote that is open at the end of a text, `bracket` for a bracket or brace, or nothing. */
export function openAtEnd(text: string): '"' | "'" | 'bracket' | null {
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '[' || letter === '{') open++;
    else if (letter === ']' || letter === '}') open--;
    else if ((letter === '"' || letter === "'") && mayStartValue(text, at)) {
      const end = quoteEnd(text, at);
      if (end < 0) return letter;
      at = end;
    }
  }
  return open > 0 ? 'bracket' : null;
}

/** A quote mark opens a text only where a value may start; elsewhere it is a letter. */
function mayStartValue(text: string, at: number): boolean {
  return at === 0 || /[[{,: \n]/.test(text.charAt(at - 1));
}

function quoteEnd(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const letter = text.charAt(at);
    if (quote === '"' && letter === '\\') at++;
    else if (letter === quote) {
      if (quote === '"' || text.charAt(at + 1) !== "'") return at;
      at++;
    }
  }
  return -1;
}

/**
 * A flow collection or a quoted scalar.
 *
 * @throws SyntaxError when the text is none, or goes on behind it
 */
export function readFlow(text: string): Yaml {
  const reader = new FlowReader(text);
  return reader.whole();
}

/** A scalar in quotes, both of them at the ends of the text. */
export function readQuoted(text: string): string {
  return new FlowReader(text).quoted();
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  _: '\xa0',
  N: '\x85',
  L: '\u2028',
  P: '\u2029',
};

class FlowReader {
  #at = 0;

  constructor(private readonly text: string) {}

  whole(): Yaml {
    const value = this.value(0);
    this.blanks();
    const rest = this.text.slice(this.#at);
    if (rest === '' || rest.startsWith('#')) return value;
    throw this.fault('the end');
  }

  private value(depth: number): Yaml {
    if (depth > deepest) throw new SyntaxError(`more than ${deepest} levels`);
    this.blanks();
    const tag = /^!\S*[ \n]*/.exec(this.text.slice(this.#at, this.#at + 200));
    if (tag !== null) this.#at += tag[0].length;
    const letter = this.text.charAt(this.#at);
    if (letter === '{') return this.mapping(depth);
    if (letter === '[') return this.sequence(depth);
    if (letter === '"' || letter === "'") return this.quoted();
    return plainScalar(this.plain());
  }

  private mapping(depth: number): Yaml {
    const entries: [string, Yaml][] = [];
    this.#at++;
    for (; !this.closed('}');) {
      if (entries.length > 0 && !this.took(',')) throw this.fault(', or }');
      if (this.closed('}')) break;
      const letter = this.text.charAt(this.#at);
      const key = letter === '"' || letter === "'" ? this.quoted() : this.plain();
      this.blanks();
      entries.push([key, this.took(':') ? this.value(depth + 1) : null]);
    }
    return Object.fromEntries(entries);
  }

  private sequence(depth: number): Yaml {
    const items: Yaml[] = [];
    this.#at++;
    for (; !this.closed(']');) {
      if (items.length > 0 && !this.took(',')) throw this.fault(', or ]');
      if (this.closed(']')) break;
      items.push(this.value(depth + 1));
    }
    return items;
  }

  quoted(): string {
    const end = quoteEnd(this.text, this.#at);
    if (end < 0) throw this.fault('a closing quote');
    const quote = this.text.charAt(this.#at);
    const inner = this.text.slice(this.#at + 1, end);
    this.#at = end + 1;
    if (quote === "'") return inner.replaceAll("''", "'");
    return inner.replace(
      /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
      (_all, x?: string, u?: string, long?: string, letter?: string) => {
        const code = x ?? u ?? long;
        if (code !== undefined) return codeUnit(parseInt(code, 16));
        return letter === undefined ? '' : (escapes[letter] ?? letter);
      },
    );
  }

  /** Up to a comma, bracket or a colon that ends a key. */
  private plain(): string {
    const start = this.#at;
    while (this.#at < this.text.length) {
      const letter = this.text.charAt(this.#at);
      if (/[,[\]{}]/.test(letter)) break;
      if (letter === ':' && /^[ \n,[\]{}]?$/.test(this.text.charAt(this.#at + 1))) break;
      this.#at++;
    }
    if (this.#at === start && !/[,\]}:]/.test(this.text.charAt(start))) throw this.fault('a value');
    return this.text.slice(start, this.#at).trim();
  }

  private closed(letter: string): boolean {
    this.blanks();
    return this.took(letter);
  }

  private took(letter: string): boolean {
    if (this.text.charAt(this.#at) !== letter) {
      if (this.#at >= this.text.length) throw this.fault(letter);
      return false;
    }
    this.#at++;
    return true;
  }

  private blanks(): void {
    while (/^\s$/.test(this.text.charAt(this.#at))) this.#at++;
  }

  private fault(expected: string): SyntaxError {
    const found = this.text.slice(this.#at, this.#at + 40);
    return new SyntaxError(`${JSON.stringify(found)} where ${expected} should stand`);
  }
}

function codeUnit(code: number): string {
  if (code <= 0x10ffff) return String.fromCodePoint(code);
  throw new SyntaxError(`no character has the number ${code}`);
}
