import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import type { MapGrid } from '@nightskies/sky';
import { cellMeans } from './cell-means.js';
import { givenMask } from './given-mask.js';
import { allSky, type TerrainMask } from './terrain-mask.js';

/** A decoded picture: the first row is the upper one. */
export interface MaskPicture {
  readonly width: number;
  readonly height: number;
  /** Grey, or red, green and blue; each of width x height numbers. */
  readonly planes: readonly Float32Array[];
  /** The number that is white. */
  readonly white: number;
}

/** A mask read from a picture, with what is odd about it. */
export interface ReadMask {
  readonly mask: TerrainMask;
  readonly problems: readonly Problem[];
}

/** Between these parts of white a pixel is grey. */
const darkGrey = 0.05;
const lightGrey = 0.95;
/** A grey pixel with white and black this near is part of a soft edge, px. */
const edgePixels = 3;
/** Fewer grey pixels than this part of the picture are not worth a word. */
const tolerableGrey = 1e-4;
/** Altitudes a picture may cover, deg, as the whole map or from the horizon. */
const spans = [
  { bottomDeg: -6, aspect: 360 / 96 },
  { bottomDeg: 0, aspect: 360 / 90 },
] as const;
/** Sides are whole pixels, and editors scale to those. */
const aspectTolerance = 0.01;

/**
 * A terrain mask from what any picture editor saved: white is sky, black terrain, the first row the
 * zenith, azimuth -180 at the left; of any size, over altitudes -6 to 90 (width over height 3.75) or 0
 * to 90 (4). Colours count by their mean. Soft edges stay soft; a grey surface is cut at half, and said.
 *
 * @param name of the file, for messages
 * @throws NightSkiesError `mask-shape` for another shape, `mask-empty` for a picture of one colour,
 * `mask-inverted` for one whose zenith is black
 */
export function readMaskPicture(picture: MaskPicture, name: string, grid: MapGrid): ReadMask {
  const bottomDeg = bottomOf(picture, name);
  const { part, greyShare } = decided(picture);
  requireBoth(part, picture, name);
  const { width, height } = picture;
  const means = cellMeans({ width, height, values: part, firstRow: 'upper', bottomDeg }, grid);
  const sky = new Uint8Array(means.length);
  for (let at = 0; at < sky.length; at++) sky[at] = Math.round(allSky * means[at]);
  const problems =
    greyShare <= tolerableGrey
      ? []
      : [
          problem('mask-grey', 'part of the mask is neither sky nor terrain: cut at half', {
            file: name,
            found: `${(100 * greyShare).toFixed(2)} % of its pixels grey`,
            expected: 'white sky and black terrain, with grey along the edge alone',
            hint: 'Paint with a hard brush, fill with pure white or black, and save without JPEG.',
          }),
        ];
  return { mask: givenMask(grid, sky), problems };
}

function bottomOf({ width, height }: MaskPicture, name: string): number {
  const aspect = width / height;
  const span = spans.find((one) => Math.abs(aspect / one.aspect - 1) < aspectTolerance);
  if (span !== undefined) return span.bottomDeg;
  throw new NightSkiesError(
    problem('mask-shape', 'the mask does not have the shape of the map', {
      file: name,
      found: `${width} x ${height} pixels, ${aspect.toFixed(3)} to 1`,
      expected: '3.75 to 1 (altitude -6 to 90), such as 7200 x 1920, or 4 to 1 (altitude 0 to 90)',
      hint: 'Begin with the picture of `nightskies mask export`, and do not crop it.',
    }),
  );
}

/** Part of white of each pixel, grey surfaces decided, and how much of the picture they are. */
function decided({ width, height, planes, white }: MaskPicture): {
  readonly part: Float32Array;
  readonly greyShare: number;
} {
  const light = new Float32Array(width * height);
  for (const plane of planes) {
    for (let at = 0; at < light.length; at++) light[at] += plane[at];
  }
  const scale = 1 / (white * planes.length);
  for (let at = 0; at < light.length; at++) light[at] = Math.min(1, Math.max(0, light[at] * scale));
  const part = light.slice();
  let grey = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const value = light[at];
      if (value <= darkGrey || value >= lightGrey || isEdge(light, width, height, x, y)) continue;
      grey++;
      part[at] = value < 0.5 ? 0 : 1;
    }
  }
  return { part, greyShare: grey / Math.max(1, width * height) };
}

function isEdge(light: Float32Array, width: number, height: number, x: number, y: number): boolean {
  let [dark, bright] = [false, false];
  for (let d = -edgePixels; d <= edgePixels; d++) {
    const row = Math.min(height - 1, Math.max(0, y + d));
    // The picture goes round.
    const column = (x + d + width) % width;
    for (const value of [light[row * width + x], light[y * width + column]]) {
      dark ||= value <= darkGrey;
      bright ||= value >= lightGrey;
    }
  }
  return dark && bright;
}

function requireBoth(part: Float32Array, { width, height }: MaskPicture, name: string): void {
  let sky = 0;
  for (const value of part) if (value >= 0.5) sky++;
  if (sky === 0 || sky === part.length) {
    throw new NightSkiesError(
      problem('mask-empty', 'nothing is painted on the mask', {
        file: name,
        found: sky === 0 ? 'a black picture' : 'a white picture',
        expected: 'white where the sky is, black where terrain is and below the horizon',
        hint:
          'Paint on the picture of `nightskies mask export`; a free horizon is white above altitude 0 ' +
          'and black below.',
      }),
    );
  }
  const top = width * Math.max(1, Math.floor(height / 10));
  let zenith = 0;
  for (let at = 0; at < top; at++) zenith += part[at];
  if (zenith >= 0.5 * top) return;
  throw new NightSkiesError(
    problem('mask-inverted', 'the mask has terrain at the zenith', {
      file: name,
      found: `${(100 * (1 - zenith / top)).toFixed(0)} % of its upper tenth black`,
      expected: 'white sky above black terrain, the zenith in the first row',
      hint: 'Invert the picture, or turn it over.',
    }),
  );
}
