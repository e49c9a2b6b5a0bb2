import { openAtEnd, readFlow, readQuoted } from './yaml-flow.js';
import { plainScalar, type Yaml } from './yaml.js';

const deepest = 40;

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Reads the part of YAML that headers of ECSV files are written in: block and flow mappings and
 * sequences, plain and quoted scalars over one or several lines, literal and folded blocks. Tags are
 * passed over (but for !!omap, which becomes a mapping); anchors and aliases are not known.
 *
 * @throws SyntaxError saying what cannot be read
 */
export function readYaml(lines: readonly string[]): Yaml {
  const reader = new BlockReader(
    lines.map((line) => ({ indent: line.search(/[^ ]|$/), text: line.trim() })),
  );
  return reader.document();
}

class BlockReader {
  #at = 0;

  constructor(private readonly lines: readonly Line[]) {}

  document(): Yaml {
    this.skipEmpty();
    const value = this.block(0, 0);
    this.skipEmpty();
    if (this.#at < this.lines.length) throw unexpected(this.lines[this.#at].text);
    return value;
  }

  /** The node whose lines are indented by at least `indent`; null when there are none. */
  private block(indent: number, depth: number): Yaml {
    this.skipEmpty();
    const line = this.lines.at(this.#at);
    if (this.#at >= this.lines.length || line === undefined || line.indent < indent) return null;
    if (depth > deepest) throw new SyntaxError(`more than ${deepest} levels`);
    if (isItem(line.text)) return this.sequence(line.indent, depth);
    if (splitKey(line.text) !== undefined) return this.mapping(line.indent, depth);
    this.#at++;
    return this.scalar(line.text, indent - 1);
  }

  private sequence(indent: number, depth: number): Yaml[] {
    const items: Yaml[] = [];
    for (let line = this.next(indent); line !== undefined; line = this.next(indent)) {
      if (!isItem(line.text)) break;
      const rest = line.text.slice(1).trimStart();
      const inner = indent + line.text.length - rest.length;
      if (
        rest !== '' &&
        !/^[[{"'|>!]/.test(rest) &&
        (isItem(rest) || splitKey(rest) !== undefined)
      ) {
        // A mapping or sequence that starts on the line of its dash, as if dash were blank.
        items.push(this.inlineBlock({ indent: inner, text: rest }, depth + 1));
      } else {
        this.#at++;
        items.push(this.value(rest, indent, depth + 1));
      }
    }
    return items;
  }

  private inlineBlock(first: Line, depth: number): Yaml {
    const rest = this.lines.slice(this.#at + 1);
    const end = rest.findIndex(({ indent, text }) => text !== '' && indent < first.indent);
    const own = end < 0 ? rest : rest.slice(0, end);
    this.#at += 1 + own.length;
    if (depth > deepest) throw new SyntaxError(`more than ${deepest} levels`);
    return new BlockReader([first, ...own]).nested(depth);
  }

  private nested(depth: number): Yaml {
    const value = this.block(0, depth);
    this.skipEmpty();
    if (this.#at < this.lines.length) throw unexpected(this.lines[this.#at].text);
    return value;
  }

  private mapping(indent: number, depth: number): Yaml {
    const entries: [string, Yaml][] = [];
    for (let line = this.next(indent); line !== undefined; line = this.next(indent)) {
      const parts = splitKey(line.text);
      if (parts === undefined) throw unexpected(line.text);
      this.#at++;
      entries.push([parts.key, this.value(parts.rest, indent, depth + 1)]);
    }
    return Object.fromEntries(entries);
  }

  /** What stands behind a key or a dash, and on the lines below it that are indented further. */
  private value(text: string, indent: number, depth: number): Yaml {
    const [, tag, rest] = /^(?:(!\S*)(?: +|$))?(.*)$/.exec(text) ?? ['', '', text];
    if (/^[&*]/.test(rest)) throw new SyntaxError(`the anchor or alias ${rest} is not known here`);
    if (/^[|>][+-]?$/.test(rest)) return this.literal(rest, indent);
    if (rest !== '' && !rest.startsWith('#')) return this.tagged(tag, this.scalar(rest, indent));
    this.skipEmpty();
    const line = this.lines.at(this.#at);
    const here = this.#at < this.lines.length && line !== undefined;
    // Items of a sequence may stand as far left as its key.
    if (here && line.indent === indent && isItem(line.text)) {
      return this.tagged(tag, this.sequence(indent, depth));
    }
    return this.tagged(tag, this.block(indent + 1, depth));
  }

  private tagged(tag: string | undefined, value: Yaml): Yaml {
    if (tag !== '!!omap' || !Array.isArray(value)) return value;
    return Object.fromEntries(value.flatMap((item: Yaml) => Object.entries(item ?? {})));
  }

  /** A flow collection, a quoted or a plain scalar, with the lines that carry it on. */
  private scalar(text: string, indent: number): Yaml {
    if (!/^["'[{]/.test(text)) {
      let whole = withoutComment(text);
      for (let line = this.continued(indent); line !== undefined; line = this.continued(indent)) {
        whole += ` ${withoutComment(line.text)}`;
      }
      return plainScalar(whole);
    }
    let whole = text;
    for (let open = openAtEnd(whole); open !== null; open = openAtEnd(whole)) {
      const line = this.lines.at(this.#at);
      if (this.#at >= this.lines.length || line === undefined) {
        throw new SyntaxError(`${whole.slice(0, 60)} has no end`);
      }
      this.#at++;
      whole = joined(whole, line.text, open);
    }
    return readFlow(whole);
  }

  private literal(style: string, indent: number): string {
    const own: Line[] = [];
    for (; this.#at < this.lines.length; this.#at++) {
      const line = this.lines[this.#at];
      if (line.text !== '' && line.indent <= indent) break;
      own.push(line);
    }
    while (own.at(-1)?.text === '') own.pop();
    const margin = Math.min(...own.map((line) => (line.text === '' ? Infinity : line.indent)));
    const texts = own.map(({ indent: in_, text }) =>
      text === '' ? '' : ' '.repeat(in_ - margin) + text,
    );
    const joined = style.startsWith('|') ? texts.join('\n') : texts.join(' ');
    return style.endsWith('-') ? joined : `${joined}\n`;
  }

  /** The next line when it belongs to a collection at this indent. */
  private next(indent: number): Line | undefined {
    this.skipEmpty();
    const line = this.#at < this.lines.length ? this.lines[this.#at] : undefined;
    if (line === undefined || line.indent < indent) return undefined;
    if (line.indent > indent) throw unexpected(line.text);
    return line;
  }

  private continued(indent: number): Line | undefined {
    const line = this.#at < this.lines.length ? this.lines[this.#at] : undefined;
    if (line === undefined || line.text === '' || line.indent <= indent) return undefined;
    this.#at++;
    return line;
  }

  private skipEmpty(): void {
    while (this.#at < this.lines.length && /^(?:#.*)?$/.test(this.lines[this.#at].text)) this.#at++;
  }
}

/**
 * Within quotes an empty line stands for a line end, any other line end for a blank, and none at all
 * where a backslash hides it in double quotes.
 */
function joined(text: string, next: string, open: '"' | "'" | 'bracket'): string {
  if (open === '"' && /(?:^|[^\\])(?:\\\\)*\\$/.test(text)) return text.slice(0, -1) + next;
  if (next === '') return `${text}\n`;
  return text.endsWith('\n') ? text + next : `${text} ${next}`;
}

function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

function splitKey(text: string): { key: string; rest: string } | undefined {
  const quoted = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*') *:(?: +(.*))?$/.exec(text);
  if (quoted !== null) return { key: readQuoted(quoted[1]), rest: (quoted[2] ?? '').trim() };
  if (/^["'[{]/.test(text)) return undefined;
  const plain = /^([^:#]*(?::(?! )[^:#]+)*?) *:(?: +(.*))?$/.exec(text);
  return plain === null ? undefined : { key: plain[1], rest: (plain[2] ?? '').trim() };
}

function withoutComment(text: string): string {
  return text.replace(/(?:^| )#.*$/, '').trimEnd();
}

function unexpected(text: string): SyntaxError {
  return new SyntaxError(`${JSON.stringify(text.slice(0, 80))} stands where nothing of it can`);
}
