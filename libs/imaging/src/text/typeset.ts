// The package's entry for Node is CommonJS: reading its exports took five times as long as running it.
import { parse, type Font, type Glyph, type PathCommand } from 'opentype.js/dist/opentype.mjs';
import {
  latoBoldLatin,
  latoBoldLatinExtended,
  latoRegularLatin,
  latoRegularLatinExtended,
} from './lato.js';

export type Weight = 'regular' | 'bold';

/** A line of text as outlines: SVG path data and the length it takes. */
export interface Typeset {
  readonly pathData: string;
  readonly widthPx: number;
}

const sources: Record<Weight, readonly string[]> = {
  regular: [latoRegularLatin, latoRegularLatinExtended],
  bold: [latoBoldLatin, latoBoldLatinExtended],
};
const faces = new Map<Weight, readonly Font[]>();

function fontsOf(weight: Weight): readonly Font[] {
  let fonts = faces.get(weight);
  if (fonts === undefined) {
    fonts = sources[weight].map((base64) =>
      parse(new Uint8Array(Buffer.from(base64, 'base64')).buffer),
    );
    faces.set(weight, fonts);
  }
  return fonts;
}

function faceFor(fonts: readonly Font[], character: string): Font {
  return fonts.find((font) => font.hasChar(character)) ?? fonts[0];
}

/**
 * Letters the bundled font lacks keep their base letter (Hawaiian a with macron becomes a); where
 * there is none either, the font's own sign for a missing letter is drawn.
 */
function available(fonts: readonly Font[], text: string): string[] {
  return Array.from(text.normalize('NFC'), (character) => {
    if (fonts.some((font) => font.hasChar(character))) return character;
    const [base] = character.normalize('NFD');
    return fonts.some((font) => font.hasChar(base)) ? base : character;
  });
}

/**
 * Sets one line in the bundled font (Lato) with its kerning, as outlines, so that no font of the
 * machine is asked for.
 *
 * @param text   one line; characters outside Latin show as the font's missing-letter sign
 * @param sizePx size of the em square
 * @param x      left end of the line, `y` its baseline, y downwards
 */
export function typeset(
  text: string,
  sizePx: number,
  weight: Weight = 'regular',
  x = 0,
  y = 0,
): Typeset {
  const fonts = fontsOf(weight);
  const outlines: string[] = [];
  let at = x;
  let previous: { face: Font; glyph: Glyph } | undefined;
  for (const character of available(fonts, text)) {
    const face = faceFor(fonts, character);
    const glyph = face.charToGlyph(character);
    const perUnit = sizePx / face.unitsPerEm;
    if (previous?.face === face) at += face.getKerningValue(previous.glyph, glyph) * perUnit;
    outlines.push(...glyph.getPath(at, y, sizePx).commands.map(pathCommand));
    at += (glyph.advanceWidth ?? 0) * perUnit;
    previous = { face, glyph };
  }
  return { pathData: outlines.join(''), widthPx: at - x };
}

/** To 1/100 px; plain decimals only, as readers of SVG paths stumble over exponents. */
function pathCommand(command: PathCommand): string {
  const n = (value: number): string => String(Math.round(value * 100) / 100);
  switch (command.type) {
    case 'M':
    case 'L':
      return `${command.type}${n(command.x)} ${n(command.y)}`;
    case 'Q':
      return `Q${n(command.x1)} ${n(command.y1)} ${n(command.x)} ${n(command.y)}`;
    case 'C':
      return `C${n(command.x1)} ${n(command.y1)} ${n(command.x2)} ${n(command.y2)} ${n(command.x)} ${n(command.y)}`;
    case 'Z':
      return 'Z';
  }
}
