import { NightSkiesError, problem } from '@nightskies/contracts';

/** Where the committed figures lie, for callers that read files. */
export const skyFiguresUrl = new URL('../../data/figures.jsonl', import.meta.url);

/** A place of J2000, degrees. */
export interface FigurePlace {
  readonly raDeg: number;
  readonly decDeg: number;
}

export interface ConstellationFigure extends FigurePlace {
  /** Latin; the place is that of the label. */
  readonly name: string;
  readonly lines: readonly (readonly FigurePlace[])[];
}

export interface NamedStar extends FigurePlace {
  readonly hip: number;
  /** Empty where it has none. */
  readonly name: string;
  /** Greek letter, with a number where several share it; may be empty. */
  readonly bayer: string;
  /** Abbreviation of the constellation. */
  readonly constellation: string;
  readonly v: number;
}

export interface MessierObject extends FigurePlace {
  readonly number: number;
  /** Empty where it has none. */
  readonly name: string;
  /** Largest extent, arcminutes; 0 where it is not given. */
  readonly extentArcmin: number;
}

/** What is drawn over pictures of the sky. */
export interface SkyFigures {
  readonly constellations: readonly ConstellationFigure[];
  readonly stars: readonly NamedStar[];
  readonly messier: readonly MessierObject[];
}

/**
 * Reads constellations, names of stars and Messier objects (`skyFiguresUrl`): a JSON array in every
 * line but the first, which says where the data are from.
 *
 * @throws NightSkiesError `sky-figures-unreadable` naming the line
 */
export function readSkyFigures(bytes: Uint8Array): SkyFigures {
  const constellations: ConstellationFigure[] = [];
  const stars: NamedStar[] = [];
  const messier: MessierObject[] = [];
  const [, ...lines] = Buffer.from(bytes).toString('utf8').trimEnd().split(/\r?\n/);
  for (const [i, line] of lines.entries()) {
    const cells = new Cells(line, i + 2);
    const kind = cells.text();
    if (kind === 'constellation') {
      const [name, place] = [cells.text(), cells.place()];
      constellations.push({ name, ...place, lines: cells.lines() });
    } else if (kind === 'star') {
      const [hip, name, bayer, constellation] = [
        cells.number(),
        cells.text(),
        cells.text(),
        cells.text(),
      ];
      stars.push({ hip, name, bayer, constellation, ...cells.place(), v: cells.number() });
    } else if (kind === 'messier') {
      const [number, name, extentArcmin] = [cells.number(), cells.text(), cells.number()];
      messier.push({ number, name, extentArcmin, ...cells.place() });
    } else {
      throw unreadable(i + 2, line);
    }
  }
  return { constellations, stars, messier };
}

/** The values of one line in their order. */
class Cells {
  readonly #values: readonly unknown[];
  #at = 0;

  constructor(
    private readonly line: string,
    private readonly lineNumber: number,
  ) {
    let parsed: unknown;
    try {
      parsed = JSON.parse(line);
    } catch {
      // What is no JSON is no array either: told below with its line.
    }
    if (!Array.isArray(parsed)) throw unreadable(lineNumber, line);
    this.#values = parsed;
  }

  text(): string {
    const value = this.#values[this.#at++];
    if (typeof value !== 'string') throw unreadable(this.lineNumber, this.line);
    return value;
  }

  number(): number {
    const value = this.#values[this.#at++];
    if (typeof value !== 'number') throw unreadable(this.lineNumber, this.line);
    return value;
  }

  place(): FigurePlace {
    const raDeg = this.number();
    return { raDeg, decDeg: this.number() };
  }

  lines(): FigurePlace[][] {
    const value = this.#values[this.#at++];
    if (!Array.isArray(value)) throw unreadable(this.lineNumber, this.line);
    return value.map((line: unknown) => {
      if (!Array.isArray(line)) throw unreadable(this.lineNumber, this.line);
      return line.map((place) => new Cells(JSON.stringify(place), this.lineNumber).place());
    });
  }
}

function unreadable(line: number, found: string): NightSkiesError {
  return new NightSkiesError(
    problem('sky-figures-unreadable', `line ${line} of the figures of the sky cannot be read`, {
      found: found.slice(0, 100),
      expected: 'a JSON array of a constellation, star or Messier object',
      hint: 'Take the file that came with the program.',
    }),
  );
}
