/** Side ratios of a triangle, and its corners in the order of the sides that face them. */
export interface TriangleShape {
  /** Corner facing the longest side, then the middle, then the shortest. */
  readonly corners: readonly [number, number, number];
  readonly longest: number;
  /** Middle side over the longest. */
  readonly middle: number;
  /** Shortest side over the longest. */
  readonly shortest: number;
}

/** The shape of a triangle from the sides that face its corners a, b and c. */
export function triangleShape(
  [a, b, c]: readonly [number, number, number],
  [sideA, sideB, sideC]: readonly [number, number, number],
): TriangleShape {
  const faces = [
    { corner: a, side: sideA },
    { corner: b, side: sideB },
    { corner: c, side: sideC },
  ].sort((one, other) => other.side - one.side);
  const [longest, middle, shortest] = faces;
  return {
    corners: [longest.corner, middle.corner, shortest.corner],
    longest: longest.side,
    middle: middle.side / longest.side,
    shortest: shortest.side / longest.side,
  };
}

/** A triangle of stars; sides in radians. */
export interface SkyTriangle extends TriangleShape {
  /** Angle of its middle from the zenith, radians. */
  readonly zenithDistance: number;
}

/** A triangle of sources; sides in px. */
export interface SeenTriangle extends TriangleShape {
  /** Distance of its middle from that of the picture, px. */
  readonly fromMiddle: number;
}

/** What a triangle of sources and one of stars must agree in beside their shape. */
export interface Agreement {
  /** Scales, px per radian. */
  readonly lowScale: number;
  readonly highScale: number;
  /** Greatest difference of the angles from the middle of the picture and from the zenith, radians. */
  readonly farthest: number;
}

/** Ratios of shapes that meet differ by no more. */
const tolerance = 0.035;
const boxes = Math.ceil(1 / tolerance) + 1;
const boxOf = (ratio: number): number => Math.floor(ratio / tolerance);

/** Triangles of stars looked up by their shape. */
export class TriangleIndex {
  /** Triangles sorted by box; those of box b stand from `first[b]` up to `first[b + 1]`. */
  readonly #triangles: readonly SkyTriangle[];
  readonly #first = new Int32Array(boxes * boxes + 1);
  readonly #middle: Float64Array;
  readonly #shortest: Float64Array;
  readonly #longest: Float64Array;
  readonly #zenithDistance: Float64Array;

  constructor(triangles: readonly SkyTriangle[]) {
    const box = ({ middle, shortest }: SkyTriangle) => boxOf(middle) * boxes + boxOf(shortest);
    for (const triangle of triangles) this.#first[box(triangle) + 1] += 1;
    for (let b = 0; b < boxes * boxes; b += 1) this.#first[b + 1] += this.#first[b];
    const next = this.#first.slice();
    const sorted = triangles.slice();
    for (const triangle of triangles) {
      const at = box(triangle);
      sorted[next[at]] = triangle;
      next[at] += 1;
    }
    this.#triangles = sorted;
    this.#middle = Float64Array.from(this.#triangles, ({ middle }) => middle);
    this.#shortest = Float64Array.from(this.#triangles, ({ shortest }) => shortest);
    this.#longest = Float64Array.from(this.#triangles, ({ longest }) => longest);
    this.#zenithDistance = Float64Array.from(this.#triangles, (one) => one.zenithDistance);
  }

  /** Visits every triangle of about the same shape that agrees, until a visit says true. */
  visitLike(
    seen: SeenTriangle,
    { lowScale, highScale, farthest }: Agreement,
    visit: (like: SkyTriangle) => boolean,
  ): boolean {
    const [column, row] = [boxOf(seen.middle), boxOf(seen.shortest)];
    const [shortestSide, longestSide] = [seen.longest / highScale, seen.longest / lowScale];
    const anglePerSide = seen.fromMiddle / seen.longest;
    for (let i = Math.max(0, column - 1); i <= Math.min(boxes - 1, column + 1); i += 1) {
      const from = this.#first[i * boxes + Math.max(0, row - 1)];
      const upTo = this.#first[i * boxes + Math.min(boxes - 1, row + 1) + 1];
      for (let k = from; k < upTo; k += 1) {
        const longest = this.#longest[k];
        if (longest < shortestSide || longest > longestSide) continue;
        if (Math.abs(anglePerSide * longest - this.#zenithDistance[k]) > farthest) continue;
        if (Math.abs(this.#middle[k] - seen.middle) > tolerance) continue;
        if (Math.abs(this.#shortest[k] - seen.shortest) > tolerance) continue;
        if (visit(this.#triangles[k])) return true;
      }
    }
    return false;
  }
}
