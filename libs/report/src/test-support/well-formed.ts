/** An element as a tag says it. */
export interface FoundElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Names of the elements around it, the outermost first. */
  readonly within: readonly string[];
}

const token =
  /<!doctype html>|<(?<close>\/?)(?<name>[a-z][a-z0-9]*)(?<attributes>(?:\s+[a-z-]+="[^"<]*")*)\s*(?<empty>\/?)>|(?<text>[^<]+)/giy;
const attribute = /([a-z-]+)="([^"<]*)"/g;
const reference = /&(?!amp;|lt;|gt;|quot;|#39;)/;

/**
 * Reads a page by the strict rules of XML (each element closed, in order, attributes in double quotes,
 * signs written as references) and lists its elements; throws at what breaks a rule.
 */
export function elementsOf(page: string): FoundElement[] {
  const elements: FoundElement[] = [];
  const open: string[] = [];
  let end = 0;
  for (const match of page.matchAll(new RegExp(token))) {
    if (match.index !== end) break;
    end += match[0].length;
    const { name, close, attributes = '', empty, text } = match.groups ?? {};
    if (text !== undefined && open.at(-1) !== 'style' && reference.test(text)) {
      throw new Error(`a bare & in ${text.slice(0, 60)}`);
    }
    if (name === undefined) continue;
    if (close === '/') {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> closes <${expected ?? 'nothing'}>`);
      continue;
    }
    if (reference.test(attributes)) throw new Error(`a bare & in <${name}${attributes}>`);
    const found = [...attributes.matchAll(attribute)].map(
      ([, key = '', value = '']) => [key, value] as const,
    );
    elements.push({ name, attributes: new Map(found), within: [...open] });
    if (empty !== '/') open.push(name);
  }
  if (end !== page.length) throw new Error(`not well-formed at: ${page.slice(end, end + 80)}`);
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return elements;
}
