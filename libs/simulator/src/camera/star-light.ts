import { erf } from './error-function.js';
import { starSigmaPx, psfParts, type PsfOptions, type PsfPart } from './psf.js';
import { WideLight } from './wide-light.js';

/** Beyond so many standard deviations nothing of a star, and of one of a crowd, is drawn. */
const reachSigma = 5;
const crowdReachSigma = 4;
/** Wider parts of a picture, px, are spread for all stars together. */
const widestDrawnPx = 4;
const widestDrawnInCrowdPx = 2;

/** Fills in the light in each of `count` pixels from `first` on, of a star of light 1 at `place`. */
function shares(
  result: Float64Array,
  first: number,
  count: number,
  place: number,
  sigmaPx: number,
): void {
  const widths = sigmaPx * Math.SQRT2;
  let below = erf((first - 0.5 - place) / widths);
  for (let i = 0; i < count; i++) {
    const above = erf((first + i + 0.5 - place) / widths);
    result[i] = (above - below) / 2;
    below = above;
  }
}

/** A part of the picture as it is drawn: star by star, or spread for all stars at the end. */
interface DrawnPart extends PsfPart {
  readonly field: WideLight | null;
  /** True where it is spread for the stars of a crowd only. */
  readonly singly: boolean;
}

/**
 * Pictures of stars on a frame of `size` x `size`, integrated over the pixels. The core and narrow
 * wings are drawn star by star and grow off the axis; wide wings, which do not, all at once (`finish`).
 */
export class StarLight {
  /** Light in each pixel. */
  readonly light: Float32Array;
  /** How far outside the frame a star still shines into it, px. */
  readonly marginPx: number;
  private readonly parts: readonly DrawnPart[];
  private readonly across: Float64Array;
  private readonly down: Float64Array;
  private readonly coreSigmaPx: number;

  /** @param widthFactor by how much the pictures are wider than in focus */
  constructor(
    private readonly size: number,
    private readonly psf: PsfOptions,
    private readonly widthFactor: number,
  ) {
    this.light = new Float32Array(size * size);
    const parts = psfParts(psf).map(({ share, sigmaPx }) => ({
      share,
      sigmaPx: sigmaPx * widthFactor,
    }));
    const [core] = parts;
    this.coreSigmaPx = core.sigmaPx;
    this.marginPx = marginPx(psf, widthFactor);
    this.parts = parts.map((part) => ({
      ...part,
      singly: part === core || part.sigmaPx <= widestDrawnPx,
      field:
        part === core || part.sigmaPx <= widestDrawnInCrowdPx
          ? null
          : new WideLight(size, part.sigmaPx),
    }));
    this.across = new Float64Array(size);
    this.down = new Float64Array(size);
  }

  /**
   * Adds a star.
   *
   * @param amount light of the whole star
   * @param distance from the optical axis, in half frames
   */
  add(column: number, row: number, amount: number, distance: number): void {
    const growth = this.growth(distance);
    for (const { share, sigmaPx, field, singly } of this.parts) {
      if (singly || field === null) {
        this.draw(column, row, amount * share, sigmaPx * growth, reachSigma);
      } else field.add(column, row, amount * share);
    }
  }

  /** Adds a star of a crowd, quicker: more of its wings is spread with those of the others. */
  addOfCrowd(column: number, row: number, amount: number, distance: number): void {
    const growth = this.growth(distance);
    for (const { share, sigmaPx, field } of this.parts) {
      if (field === null) {
        this.draw(column, row, amount * share, sigmaPx * growth, crowdReachSigma);
      } else field.add(column, row, amount * share);
    }
  }

  /** Spreads the wide wings of all stars added; to be called once, at the end. */
  finish(): Float32Array {
    for (const { field } of this.parts) field?.spread(this.light);
    return this.light;
  }

  private growth(distance: number): number {
    return (starSigmaPx(this.psf, distance) * this.widthFactor) / this.coreSigmaPx;
  }

  private draw(column: number, row: number, amount: number, sigmaPx: number, widths: number): void {
    const { size, light, across, down } = this;
    const reach = Math.ceil(widths * sigmaPx) + 1;
    const firstColumn = Math.max(0, Math.round(column) - reach);
    const columns = Math.min(size - 1, Math.round(column) + reach) - firstColumn + 1;
    const firstRow = Math.max(0, Math.round(row) - reach);
    const rows = Math.min(size - 1, Math.round(row) + reach) - firstRow + 1;
    if (columns <= 0 || rows <= 0) return;
    shares(across, firstColumn, columns, column, sigmaPx);
    shares(down, firstRow, rows, row, sigmaPx);
    for (let y = 0; y < rows; y++) {
      const start = (firstRow + y) * size + firstColumn;
      const part = amount * down[y];
      for (let x = 0; x < columns; x++) light[start + x] += part * across[x];
    }
  }
}

/** How far outside a frame a star still shines into it, px: 3 standard deviations of its wings. */
export function marginPx(psf: PsfOptions, widthFactor: number): number {
  const widest = Math.max(...psfParts(psf).map(({ sigmaPx }) => sigmaPx));
  return Math.max(4, Math.ceil(3 * widest * widthFactor));
}
