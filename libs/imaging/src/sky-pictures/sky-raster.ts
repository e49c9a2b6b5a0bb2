import type { SkyColours } from '../colour/sky-palette.js';
import type { MapSampler, SampleSum } from './luminance-map.js';

/** A direction of a view: how far it is turned from the azimuth of the view's middle, and altitude. */
export interface ViewDirection {
  turnDeg: number;
  altitudeDeg: number;
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
   * Writes the direction seen at a place of the left half (of a round view: its upper half).
   *
   * @returns which part of the pixel around shows sky, 0 to 1
   */
  place(xPx: number, yPx: number, direction: ViewDirection): number;
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
  const painter = new Painter(sampler, colours, rgba);
  const direction = { turnDeg: 0, altitudeDeg: 0 };
  const rows = view.round ? Math.ceil(heightPx / 2) : heightPx;
  const columns = Math.ceil(widthPx / 2);
  const middle = sampler.columnOf(centralDeg);
  const behind = sampler.columnOf(centralDeg + 180);
  const perDegree = sampler.perTurn / 360;
  // Directions are dear and light is not: each is worked out once for all its mirror images.
  for (let y = 0; y < rows; y++) {
    const upper = y * widthPx;
    const lower = (heightPx - 1 - y) * widthPx;
    for (let x = 0; x < columns; x++) {
      const part = view.place(x + 0.5, y + 0.5, direction);
      if (part <= 0) continue;
      const turn = direction.turnDeg * perDegree;
      const opposite = widthPx - 1 - x;
      sampler.level(direction.altitudeDeg);
      painter.paint(upper + x, middle + turn, part);
      painter.paint(upper + opposite, middle - turn, part);
      if (!view.round) continue;
      painter.paint(lower + x, behind - turn, part);
      painter.paint(lower + opposite, behind + turn, part);
    }
  }
  return { rgba, anyMissing: painter.anyMissing };
}

class Painter {
  anyMissing = false;
  private readonly sum: SampleSum = { luminance: 0, withData: 0 };

  constructor(
    private readonly sampler: MapSampler,
    private readonly colours: SkyColours,
    private readonly rgba: Uint8Array,
  ) {}

  paint(pixel: number, column: number, part: number): void {
    const { sum, rgba } = this;
    const at = 4 * pixel;
    this.sampler.look(column, sum);
    const seen = sum.withData;
    if (seen < 0.5) this.anyMissing = true;
    this.colours.put(seen > 1e-6 ? sum.luminance / seen : Number.NaN, rgba, at);
    // Mostly all is known, and the colour is that of the scale.
    if (seen < 1 - 1e-6) {
      for (let channel = 0; channel < 3; channel++) {
        rgba[at + channel] = Math.round(
          seen * rgba[at + channel] + (1 - seen) * this.colours.noData[channel],
        );
      }
    }
    rgba[at + 3] = Math.round(255 * part);
  }
}
