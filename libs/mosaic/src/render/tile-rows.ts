import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  apparentTurn,
  cellDirections,
  degree,
  parallelLatitudeDeg,
  parallelLongitudeDeg,
  unitVector,
  type CellDirections,
  type CellGrid,
  type TileRange,
} from '@nightskies/sky';
import type { DirectionTurn } from '@nightskies/pixels';
import type { MapFrame } from '../frames/map-frame.js';
import type { RowSamples } from './frame-rows.js';
import type { RowSampler } from './row-sampler.js';
import { rowSpan, type FieldCircle } from './row-span.js';
import { TileLattice, type LatticeView, type Span, type Stretches } from './tile-lattice.js';

/** Keeps pixels on the frame's border from being lost to rounding, deg. */
const slackDeg = 0.05;

/** Refraction moves the border of a frame against its middle by less than this, deg. */
const refractionSlackDeg = 0.8;

/** Who wants the rows of a frame. */
export interface RowTaker {
  /** Called once, before the first row: the frame reaches the tile. */
  readonly begin: () => void;
  /** Cells from `cell` on, counted in the tile row by row. */
  readonly row: (samples: RowSamples, cell: number) => void;
  /** So many cells from `cell` on lie on the frame, and deeper on another: after `foresee` only. */
  readonly passed: (cell: number, count: number) => void;
}

/** A frame that was foreseen to have data where it lies deepest has gaps. */
export class UnforeseenGaps extends Error {}

/** What a tile has of a frame. */
interface Part {
  readonly turn: DirectionTurn | null;
  /** Null where frames are read as a whole. */
  readonly view: LatticeView | null;
  /** Where the frame is to be sampled; null for wherever it may reach. */
  readonly stretches: Stretches | null;
}

/** Stretches of a row. */
interface RowSpans {
  readonly sampled: readonly Span[];
  readonly passed: readonly Span[];
}

const nothing: RowSpans = { sampled: [], passed: [] };

/** The rows of a tile of any grid, as frames see them. */
export class TileRows {
  private readonly width: number;
  private readonly sine: Float64Array;
  private readonly cosine: Float64Array;
  /** Of the longitudes of the corners; empty where none are needed. */
  private readonly cornerSine: Float64Array;
  private readonly cornerCosine: Float64Array;
  private readonly row: CellDirections;
  /** The line of corners that lie above the last row, and which of them. */
  private upper: { readonly line: number; readonly first: number; readonly last: number } | null =
    null;
  /** Null where frames are read as a whole. */
  private readonly lattice: TileLattice | null;
  private readonly foreseen = new Map<MapFrame, Part>();
  /** Directions of all cells where they cost too much to be made for every frame. */
  private readonly all: CellDirections | null;

  constructor(
    private readonly cells: CellGrid,
    private readonly range: TileRange,
    private readonly sampler: RowSampler,
  ) {
    this.width = range.columnEnd - range.columnStart;
    this.sine = new Float64Array(this.width);
    this.cosine = new Float64Array(this.width);
    this.row = cellDirections(this.width + 1);
    const corners = sampler.needsCorners ? this.width + 1 : 0;
    if (sampler.needsCorners && cells.kind === 'healpix') throw noCorners();
    this.cornerSine = new Float64Array(corners);
    this.cornerCosine = new Float64Array(corners);
    this.all = cells.parallels === null ? this.allDirections() : null;
    const { parallels } = cells;
    this.lattice = TileLattice.of(parallels, range);
    if (parallels === null) return;
    for (let column = 0; column < this.width; column++) {
      const longitude = parallelLongitudeDeg(parallels, range.columnStart + column) * degree;
      this.sine[column] = Math.sin(longitude);
      this.cosine[column] = Math.cos(longitude);
    }
    for (let corner = 0; corner < corners; corner++) {
      const longitude = parallelLongitudeDeg(parallels, range.columnStart + corner - 0.5) * degree;
      this.cornerSine[corner] = Math.sin(longitude);
      this.cornerCosine[corner] = Math.cos(longitude);
    }
  }

  /**
   * Finds where frames need not be sampled, when all of these come and have no gaps.
   *
   * @param band deg; where another lies deeper by more a frame does not matter
   * @returns whether it could
   * @throws as `sample`
   */
  foresee(frames: readonly MapFrame[], band: number): boolean {
    const { lattice } = this;
    if (lattice === null) return false;
    const seen = frames.map((frame) => {
      const turn = this.view(frame).turning();
      return { frame, turn, view: lattice.viewOf(frame.model, turn) };
    });
    const stretches = lattice.passed(
      seen.map(({ view }) => view),
      band,
    );
    for (const [k, { frame, turn, view }] of seen.entries()) {
      this.foreseen.set(frame, { view, turn, stretches: stretches[k] });
    }
    return true;
  }

  /**
   * Samples a frame in all rows it reaches.
   *
   * @throws NightSkiesError `frame-not-placed` for a frame without time or site on an ICRS grid;
   * UnforeseenGaps
   */
  sample(frame: MapFrame, taker: RowTaker): void {
    const { circle, turning } = this.view(frame);
    const { rowStart, rowEnd } = this.range;
    let part = this.foreseen.get(frame);
    if (part === undefined) {
      // Tables of refraction, only for frames that reach the tile.
      if (!this.isReached(circle)) return;
      part = this.partOf(frame, turning());
    }
    let begun = false;
    let next = this.spansOf(rowStart, circle, part);
    for (let row = rowStart; row < rowEnd; row++) {
      const { sampled, passed } = next;
      const start = (row - rowStart) * this.width;
      next = row + 1 < rowEnd ? this.spansOf(row + 1, circle, part) : nothing;
      if (!begun && sampled.length + passed.length > 0) {
        taker.begin();
        this.load(frame, part);
        begun = true;
      }
      for (const [first, last] of passed) taker.passed(start + first, last - first + 1);
      for (const span of sampled) {
        taker.row(this.samples(row, span, next.sampled), start + span[0]);
      }
    }
  }

  private isReached(circle: FieldCircle): boolean {
    for (let row = this.range.rowStart; row < this.range.rowEnd; row++) {
      if (this.spans(row, circle).length > 0) return true;
    }
    return false;
  }

  private partOf(frame: MapFrame, turn: DirectionTurn | null): Part {
    const { lattice } = this;
    if (lattice === null) return { turn, view: null, stretches: null };
    const view = lattice.viewOf(frame.model, turn);
    return { turn, view, stretches: lattice.inReach(view) };
  }

  private load(frame: MapFrame, { turn, view }: Part): void {
    this.sampler.load(frame, this.sine, this.cosine, view?.rows, turn);
    this.upper = null;
    if (view !== null && this.foreseen.has(frame) && this.sampler.hasGaps(view.rows)) {
      throw new UnforeseenGaps(`${frame.name} has pixels without data`);
    }
  }

  /** What of a row is to be sampled of a frame, and what it has there that does not matter. */
  private spansOf(row: number, circle: FieldCircle, { stretches }: Part): RowSpans {
    const { lattice } = this;
    if (stretches === null || lattice === null) {
      return { sampled: this.spans(row, circle), passed: [] };
    }
    const along = lattice.stretchesAt(row, stretches);
    if (along.length === 0) return nothing;
    const sampled: Span[] = [];
    const passed: Span[] = [];
    for (const span of this.spans(row, circle)) {
      for (const stretch of along) {
        const first = Math.max(span[0], stretch.first);
        const last = Math.min(span[1], stretch.last);
        if (first <= last) (stretch.isPassed ? passed : sampled).push([first, last]);
      }
    }
    return { sampled, passed };
  }

  /** Circle about the frame in the coordinates of the grid, and how these become horizontal. */
  private view(frame: MapFrame): {
    readonly circle: FieldCircle;
    readonly turning: () => DirectionTurn | null;
  } {
    const { model } = frame;
    const { azimuthDeg, altitudeDeg, fieldRadiusDeg } = model;
    if (this.cells.system === 'horizontal') {
      const radiusDeg = fieldRadiusDeg + slackDeg;
      return {
        circle: { longitudeDeg: azimuthDeg, latitudeDeg: altitudeDeg, radiusDeg },
        turning: () => null,
      };
    }
    const sky = frame.sky();
    if (sky === null) throw notTimed(frame.name);
    const centre = sky.altAzToIcrs(model);
    return {
      circle: {
        longitudeDeg: centre.raDeg,
        latitudeDeg: centre.decDeg,
        radiusDeg: fieldRadiusDeg + refractionSlackDeg,
      },
      turning: () =>
        apparentTurn(sky, {
          lowestDeg: altitudeDeg - fieldRadiusDeg,
          highestDeg: altitudeDeg + fieldRadiusDeg,
        }),
    };
  }

  /** Stretches of a row, counted in the tile, that a circle holds; ends inclusive. */
  private spans(row: number, circle: FieldCircle): readonly Span[] {
    const { parallels, columns } = this.cells;
    if (parallels === null) return this.spansByDirection(row, circle);
    const span = rowSpan(parallels, columns, row, circle);
    if (span === null) return [];
    return [-columns, 0, columns]
      .map((seam): Span => [
        Math.max(this.range.columnStart, span.first + seam) - this.range.columnStart,
        Math.min(this.range.columnEnd - 1, span.last + seam) - this.range.columnStart,
      ])
      .filter(([first, last]) => first <= last);
  }

  private spansByDirection(row: number, circle: FieldCircle): readonly Span[] {
    if (this.all === null) return [];
    const { east, north, up } = unitVector({
      azimuthDeg: circle.longitudeDeg,
      altitudeDeg: circle.latitudeDeg,
    });
    const least = Math.cos(circle.radiusDeg * degree);
    const { x, y, z } = this.all;
    const start = (row - this.range.rowStart) * this.width;
    let first = -1;
    let last = -1;
    for (let i = 0; i < this.width; i++) {
      const at = start + i;
      if (!(x[at] * north + y[at] * east + z[at] * up >= least)) continue;
      if (first < 0) first = i;
      last = i;
    }
    return first < 0 ? [] : [[first, last]];
  }

  /** @param next spans of the next row, whose lower corners are the upper ones of this */
  private samples(row: number, [first, last]: Span, next: readonly Span[]): RowSamples {
    const { sampler, cells } = this;
    const { parallels } = cells;
    const count = last - first + 1;
    if (parallels !== null && sampler.followsParallels) {
      const latitude = parallelLatitudeDeg(parallels, row) * degree;
      return sampler.alongParallel(Math.sin(latitude), Math.cos(latitude), first, count);
    }
    if (sampler.needsCorners) {
      const { upper } = this;
      if (upper?.line === row - 0.5 && upper.first <= first && upper.last >= last) {
        sampler.cornersUp();
      } else {
        this.cornersOf(row - 0.5, first, count + 1);
        sampler.cornersAt('below', this.row, first, count + 1);
      }
      const from = Math.min(first, ...next.map((span) => span[0]));
      const to = Math.max(last, ...next.map((span) => span[1]));
      this.cornersOf(row + 0.5, from, to - from + 2);
      sampler.cornersAt('above', this.row, from, to - from + 2);
      this.upper = { line: row + 0.5, first: from, last: to };
    }
    this.directionsOf(row, first, count);
    return sampler.atDirections(this.row, first, count);
  }

  /** Directions of the corners of cells below or above a row, into `this.row`. */
  private cornersOf(line: number, first: number, count: number): void {
    const { parallels } = this.cells;
    if (parallels === null) {
      this.cells.directions(line, this.range.columnStart + first - 0.5, count, this.row);
      return;
    }
    const latitudeDeg = parallelLatitudeDeg(parallels, line);
    this.alongParallel(latitudeDeg, this.cornerSine, this.cornerCosine, first, count);
  }

  /** Directions of a parallel by sine and cosine of their longitudes, into `this.row`. */
  private alongParallel(
    latitudeDeg: number,
    sine: Float64Array,
    cosine: Float64Array,
    first: number,
    count: number,
  ): void {
    const { x, y, z } = this.row;
    const level = Math.cos(latitudeDeg * degree);
    const high = Math.sin(latitudeDeg * degree);
    for (let i = 0; i < count; i++) {
      x[i] = level * cosine[first + i];
      y[i] = level * sine[first + i];
      z[i] = high;
    }
  }

  /** Directions of middles of cells, into `this.row`. */
  private directionsOf(row: number, first: number, count: number): void {
    const { x, y, z } = this.row;
    const { parallels } = this.cells;
    if (parallels !== null) {
      const latitudeDeg = parallelLatitudeDeg(parallels, row);
      this.alongParallel(latitudeDeg, this.sine, this.cosine, first, count);
    } else if (this.all !== null) {
      const start = (row - this.range.rowStart) * this.width + first;
      x.set(this.all.x.subarray(start, start + count));
      y.set(this.all.y.subarray(start, start + count));
      z.set(this.all.z.subarray(start, start + count));
    }
  }

  private allDirections(): CellDirections {
    const { rowStart, rowEnd, columnStart } = this.range;
    const all = cellDirections(this.width * (rowEnd - rowStart));
    for (let row = rowStart; row < rowEnd; row++) {
      const start = (row - rowStart) * this.width;
      const end = start + this.width;
      this.cells.directions(row, columnStart, this.width, {
        x: all.x.subarray(start, end),
        y: all.y.subarray(start, end),
        z: all.z.subarray(start, end),
      });
    }
    return all;
  }
}

function notTimed(file: string): NightSkiesError {
  return new NightSkiesError(
    problem('frame-not-placed', 'a map of the stars needs the time and place of every frame', {
      file,
      found: 'no time or no site in the header',
      expected: 'keywords JD or DATE-OBS, LONGITUD and LATITUDE',
      hint: 'Add them to the header of the raw frame.',
    }),
  );
}

function noCorners(): NightSkiesError {
  return new NightSkiesError(
    problem('bad-parameter', 'HEALPix cells are no quadrilaterals of straight sides', {
      found: 'interpolation area',
      expected: 'nearest, bilinear, bicubic or lanczos3',
      hint: 'Choose another interpolation for HEALPix maps.',
    }),
  );
}
