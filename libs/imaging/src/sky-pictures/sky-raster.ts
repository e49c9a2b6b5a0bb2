import type { SkyColours } from '../colour/sky-palette.js';
import type { MapSampler, Samples } from './luminance-map.js';

/** Places of a row of a view, one for each pixel of its left half. */
export interface ViewRow {
  /** How far the direction is turned from the azimuth of the view's middle. */
  readonly turnDeg: Float64Array;
  readonly altitudeDeg: Float64Array;
  /** Which part of the pixel shows sky, 0 to 1; where it is 0 the direction means nothing. */
  readonly part: Float64Array;
}

/**
 * How a picture shows the sky. All views mirror about the upright line through their middle: what
 * stands there is turned as far to the other side.
 */
export interface SkyView {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Azimuth of the line in the middle, deg. */
  readonly centralDeg: number;
  /** Whether the lower half mirrors the upper one too: turn t above is 180 - t below. */
  readonly round: boolean;
  /**
   * Writes what the left half of a row shows, at the middles of its pixels.
   *
   * @param y row from above; of a round view only those of its upper half are asked for
   */
  row(y: number, row: ViewRow): void;
}

/**
 * The sky of a picture as RGBA pixels: each pixel has the light of its place, averaged over about its
 * own area by the sampler, coloured afterwards; its opacity is the part of it on the sky, and places
 * without data are mixed in with their own colour.
 *
 * @returns `rgba`, row-major, 4 bytes a pixel, and whether any place lacked data
 */
export function renderSky(
  view: SkyView,
  sampler: MapSampler,
  colours: SkyColours,
): { rgba: Uint8Array; anyMissing: boolean } {
  const { widthPx, heightPx, centralDeg } = view;
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  const painter = new Painter(sampler, colours, rgba, widthPx);
  const rows = view.round ? Math.ceil(heightPx / 2) : heightPx;
  const columns = Math.ceil(widthPx / 2);
  const place = {
    turnDeg: new Float64Array(columns),
    altitudeDeg: new Float64Array(columns),
    part: new Float64Array(columns),
  };
  const middle = sampler.columnOf(centralDeg);
  const behind = sampler.columnOf(centralDeg + 180);
  // Directions are dear and light is not: each is worked out once for all its mirror images.
  for (let y = 0; y < rows; y++) {
    view.row(y, place);
    painter.paintRow(place, { first: y * widthPx, middle, turns: 1 });
    if (view.round) {
      painter.paintRow(place, { first: (heightPx - 1 - y) * widthPx, middle: behind, turns: -1 });
    }
  }
  return { rgba, anyMissing: painter.anyMissing };
}

class Painter {
  anyMissing = false;
  private readonly place: Float64Array;
  private readonly samples: Samples;

  constructor(
    private readonly sampler: MapSampler,
    private readonly colours: SkyColours,
    private readonly rgba: Uint8Array,
    private readonly widthPx: number,
  ) {
    const columns = Math.ceil(widthPx / 2);
    this.place = new Float64Array(columns);
    this.samples = { light: new Float64Array(columns), withData: new Float64Array(columns) };
  }

  /**
   * Both halves of a row of pixels.
   *
   * @param at its first pixel, the column of the map in its middle, and which way it turns from there
   */
  paintRow(
    row: ViewRow,
    {
      first,
      middle,
      turns,
    }: { readonly first: number; readonly middle: number; readonly turns: 1 | -1 },
  ): void {
    this.look(row, middle, turns);
    this.paint(row, first, 1);
    this.look(row, middle, -turns);
    this.paint(row, first + this.widthPx - 1, -1);
  }

  /** Samples along half a row, which turns from the middle one way or the other. */
  private look({ turnDeg, altitudeDeg, part }: ViewRow, middle: number, turns: number): void {
    const { place } = this;
    const perDegree = this.sampler.perTurn / 360;
    for (let x = 0; x < place.length; x++) {
      place[x] = part[x] > 0 ? middle + turns * turnDeg[x] * perDegree : Number.NaN;
    }
    this.sampler.look(altitudeDeg, place, this.samples);
  }

  /** Pixels of half a row, from its end towards its middle. */
  private paint({ part }: ViewRow, end: number, inwards: 1 | -1): void {
    const { rgba, colours } = this;
    const { light, withData } = this.samples;
    for (let x = 0; x < part.length; x++) {
      if (part[x] <= 0) continue;
      const at = 4 * (end + inwards * x);
      const seen = withData[x];
      if (seen < 0.5) this.anyMissing = true;
      colours.put(seen > 1e-6 ? light[x] / seen : Number.NaN, rgba, at);
      // Mostly all is known, and the colour is that of the scale.
      if (seen < 1 - 1e-6) this.mixNoData(at, seen);
      rgba[at + 3] = Math.round(255 * part[x]);
    }
  }

  private mixNoData(at: number, seen: number): void {
    const { rgba, colours } = this;
    for (let channel = 0; channel < 3; channel++) {
      rgba[at + channel] = Math.round(
        seen * rgba[at + channel] + (1 - seen) * colours.noData[channel],
      );
    }
  }
}
