import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  boxStatistics,
  image,
  type BoxOptions,
  type BoxStatistics,
  type ExpandTarget,
  type Image,
} from '@nightskies/pixels';
import { backgroundLevels, type BackgroundEstimator } from './estimators.js';
import { fillGaps, meshGaps } from './fill-gaps.js';
import { medianFilter } from './median-filter.js';
import { zoomMesh, type Interpolation } from './zoom.js';

export interface BackgroundOptions {
  /** Size of a box in px; boxes at the right and lower edge may be cut off. */
  readonly boxWidthPx?: number;
  readonly boxHeightPx?: number;
  /** Median filter over the mesh, in boxes, odd; 1 for none. */
  readonly filterWidth?: number;
  readonly filterHeight?: number;
  /** Filter only boxes whose level is above this (in units of the image). */
  readonly filterThreshold?: number;
  readonly clipSigma?: number;
  readonly clipRounds?: number;
  readonly estimator?: BackgroundEstimator;
  /** A box with more than this share of its pixels masked, missing or clipped is not used. */
  readonly excludePercent?: number;
  readonly interpolation?: Interpolation;
  /** Not 0: pixels left out of the statistics, such as stars; the map is still made there. */
  readonly mask?: Image<Uint8Array>;
  /** Not 0: pixels outside the detector or the field; left out, and without a map (NaN). */
  readonly coverageMask?: Image<Uint8Array>;
}

/** The background on its grid of boxes, row by row. */
export interface BackgroundMesh {
  readonly columns: number;
  readonly rows: number;
  readonly boxWidthPx: number;
  readonly boxHeightPx: number;
  readonly width: number;
  readonly height: number;
  /** Background and its scatter per box, after filling and filtering. */
  readonly levels: Float64Array;
  readonly noise: Float64Array;
  /** 1 where a box was used, 0 where it was filled from its neighbours. */
  readonly used: Uint8Array;
}

/** A background at full size: level and standard deviation of a pixel. */
export interface Background {
  readonly level: Image;
  readonly noise: Image;
  readonly mesh: BackgroundMesh;
}

/** Planes to be overwritten by a background: fresh memory costs more than filling it. */
export interface BackgroundRoom {
  readonly level: Image;
  readonly noise: Image;
}

/** A plane of a room as the target of an expansion. */
export function overwritten(plane: Image | undefined): ExpandTarget | undefined {
  return plane === undefined ? undefined : { image: plane, add: false };
}

/** What is taken where an option is left out. */
const defaults = {
  boxWidthPx: 50,
  boxHeightPx: 50,
  filterWidth: 3,
  filterHeight: 3,
  clipSigma: 3,
  clipRounds: 10,
  estimator: 'sextractor',
  excludePercent: 10,
  interpolation: 'bicubic',
} as const;

function refuse(parameter: string, found: number, expected: string): never {
  throw new NightSkiesError(
    problem('background-parameter', `background: ${parameter} cannot be used`, {
      found: `${found}`,
      expected,
      hint: `Choose ${parameter} within that range.`,
    }),
  );
}

function checkMask(source: Shape, mask: Image<Uint8Array> | undefined, name: string): void {
  if (mask !== undefined && (mask.width !== source.width || mask.height !== source.height)) {
    throw new NightSkiesError(
      problem('background-mask-shape', `background: the ${name} does not fit the image`, {
        found: `${mask.width} x ${mask.height}`,
        expected: `${source.width} x ${source.height}`,
        hint: 'Give a mask of the shape of the image.',
      }),
    );
  }
}

/** Both masks in one, or none. */
function eitherMask(
  mask: Image<Uint8Array> | undefined,
  coverage: Image<Uint8Array> | undefined,
): Image<Uint8Array> | undefined {
  if (mask === undefined || coverage === undefined) return mask ?? coverage;
  const { width, height } = mask;
  return image(
    width,
    height,
    mask.data.map((value, k) => value | coverage.data[k]),
  );
}

function usedBoxes(statistics: BoxStatistics, boxPixels: number, percent: number): Uint8Array {
  const most = (percent / 100) * boxPixels - (percent === 100 ? 1 : 0);
  const used = new Uint8Array(statistics.kept.length);
  for (let box = 0; box < used.length; box += 1) {
    used[box] = boxPixels - statistics.kept[box] <= most ? 1 : 0;
  }
  if (!used.includes(1)) {
    const best = statistics.kept.reduce((found, kept) => Math.max(found, kept), 0);
    throw new NightSkiesError(
      problem('background-no-boxes', 'background: no box has enough pixels left', {
        found: `at best ${best} of ${boxPixels} pixels`,
        expected: `at least ${Math.ceil(boxPixels - most)}`,
        hint: 'Raise excludePercent, mask less, or take boxes that fit the image.',
      }),
    );
  }
  return used;
}

/** 1 for every box that is to be filtered: those above a threshold, or all without one. */
function selectedBoxes(levels: Float64Array, threshold = -Infinity): Uint8Array {
  const selected = new Uint8Array(levels.length);
  for (let box = 0; box < selected.length; box += 1) {
    selected[box] = levels[box] > threshold ? 1 : 0;
  }
  return selected;
}

/** Options with their defaults. */
export type SetBackgroundOptions = BackgroundOptions &
  Required<Omit<BackgroundOptions, 'filterThreshold' | 'mask' | 'coverageMask'>>;

interface Shape {
  readonly width: number;
  readonly height: number;
}

/** @throws NightSkiesError `background-parameter`, `background-mask-shape` */
export function checkedOptions(source: Shape, options: BackgroundOptions): SetBackgroundOptions {
  const set = { ...defaults, ...options };
  const { boxWidthPx, boxHeightPx, filterWidth, filterHeight } = set;
  for (const [name, value] of Object.entries({ boxWidthPx, boxHeightPx })) {
    if (!Number.isInteger(value) || value < 1) refuse(name, value, 'a whole number of pixels');
  }
  for (const [name, value] of Object.entries({ filterWidth, filterHeight })) {
    if (!Number.isInteger(value) || value % 2 !== 1 || value < 1) refuse(name, value, 'odd');
  }
  if (!(set.clipSigma > 0)) refuse('clipSigma', set.clipSigma, 'above 0');
  if (!(set.excludePercent >= 0 && set.excludePercent <= 100)) {
    refuse('excludePercent', set.excludePercent, '0 to 100');
  }
  checkMask(source, set.mask, 'mask');
  checkMask(source, set.coverageMask, 'coverage mask');
  return set;
}

/** How boxes are clipped under these options. */
export function boxOptions(set: SetBackgroundOptions): BoxOptions {
  const mask = eitherMask(set.mask, set.coverageMask);
  return {
    boxWidthPx: set.boxWidthPx,
    boxHeightPx: set.boxHeightPx,
    kappa: set.clipSigma,
    rounds: set.clipRounds,
    ...(mask === undefined ? {} : { mask }),
  };
}

/**
 * The mesh of an image from the statistics of its boxes.
 *
 * @param boxPixels how many pixels of a whole box the statistics looked at
 * @throws NightSkiesError `background-no-boxes`
 */
export function meshOf(
  statistics: BoxStatistics,
  { width, height }: Shape,
  set: SetBackgroundOptions,
  boxPixels: number,
): BackgroundMesh {
  const { columns, rows } = statistics;
  const { filterWidth, filterHeight } = set;
  const used = usedBoxes(statistics, boxPixels, set.excludePercent);
  const gaps = meshGaps(used, columns);
  const raw = fillGaps(backgroundLevels(statistics, set.estimator), gaps);
  const noise = fillGaps(statistics.sigmas, gaps);
  const selected = selectedBoxes(raw, set.filterThreshold);
  return {
    columns,
    rows,
    boxWidthPx: set.boxWidthPx,
    boxHeightPx: set.boxHeightPx,
    width,
    height,
    levels: medianFilter(raw, columns, filterWidth, filterHeight, selected),
    noise: medianFilter(noise, columns, filterWidth, filterHeight, selected),
    used,
  };
}

/**
 * Level and scatter of the background on a mesh of boxes: sigma-clipped statistics per box, boxes
 * without enough pixels filled from their neighbours, then a median filter over the mesh. Pixels
 * that are not finite are left out. The rules are those of photutils 1.6 `Background2D` with
 * `edge_method='pad'` (pixels missing from cut-off boxes count as masked), estimators without a
 * clipping of their own, and the standard deviation as noise.
 *
 * @throws NightSkiesError `background-parameter`, `background-mask-shape`, `background-no-boxes`
 */
export function backgroundMesh(source: Image, options: BackgroundOptions = {}): BackgroundMesh {
  const set = checkedOptions(source, options);
  const statistics = boxStatistics(source, boxOptions(set));
  return meshOf(statistics, source, set, set.boxWidthPx * set.boxHeightPx);
}

/** A level or noise of a mesh at full size; NaN where the coverage mask says there is no field. */
export function expandMesh(
  values: Float64Array,
  mesh: BackgroundMesh,
  { interpolation = defaults.interpolation, coverageMask }: BackgroundOptions,
  target?: ExpandTarget,
): Image {
  const full = zoomMesh(values, mesh, interpolation, target);
  coverageMask?.data.forEach((outside, k) => {
    if (outside !== 0) full.data[k] = Number.NaN;
  });
  return full;
}

/**
 * The background of an image at full size: `backgroundMesh`, its level and noise each expanded to
 * the size of the image. NaN where the coverage mask says there is no field.
 *
 * @param room where level and noise go instead of new planes, of the image's shape
 * @throws NightSkiesError as `backgroundMesh`
 */
export function estimateBackground(
  source: Image,
  options: BackgroundOptions = {},
  room?: BackgroundRoom,
): Background {
  const mesh = backgroundMesh(source, options);
  return {
    level: expandMesh(mesh.levels, mesh, options, overwritten(room?.level)),
    noise: expandMesh(mesh.noise, mesh, options, overwritten(room?.noise)),
    mesh,
  };
}
