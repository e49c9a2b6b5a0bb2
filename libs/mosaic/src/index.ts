// Grid and tiles of a map are sky geometry; they are part of what a caller of this library needs.
export {
  allSkyGrid,
  planTiles,
  type CellGrid,
  type MapGrid,
  type TileRange,
} from '@nightskies/sky';
export {
  frameModel,
  framePixel,
  type FrameModel,
  type FrameShape,
  type Lens,
} from './frames/frame-model.js';
export {
  binningOf,
  readMapFrame,
  type Circumstances,
  type FramePlane,
  type MapFrame,
  type Placement,
} from './frames/map-frame.js';
export { mayReach, placementOf } from './frames/set-placements.js';
export { medianRadiusPx, nsnsdMedianRadiusPx, removeStars } from './star-free/star-free.js';
export { starFreeFile } from './star-free/star-free-file.js';
export {
  luminanceOfUnitRate,
  magOfUnitRate,
  surfaceBrightnessMag,
  type PhotometricScale,
} from './products/brightness.js';
export { writeEquatorialMap } from './products/equatorial-file.js';
export { writeFullMap } from './products/full-file.js';
export { TiledMap, type MapBand, type MapSize } from './products/map-bands.js';
export type { MapContents, MapIdentity } from './products/map-identity.js';
export { SmallLinearMap, SmallNsnsdMap } from './products/small-map.js';
export { writeStarFreeMap, type StarFreeSinks } from './products/star-free-files.js';
export type { Weights } from './render/feathered-mean.js';
export {
  renderTile,
  TileAccumulator,
  type RenderedTile,
  type RenderOptions,
} from './render/tile-accumulator.js';
export { wcsCards } from './render/grid-wcs.js';
export type { MapInterpolation } from './render/row-sampler.js';
export { tileFrame, type TileFrame } from './render/tile-frame.js';
export {
  openTile,
  readTile,
  writeTile,
  type Missing,
  type OpenTile,
  type TileRecord,
} from './render/tile-file.js';
export { binFrame, usualCellPx, type BinnedFrame } from './overlaps/binned-frame.js';
export { compareOverlaps, overlapsOf, type OverlapOptions } from './overlaps/compare-overlaps.js';
export {
  type BackgroundMatching,
  type FrameMatch,
  type MatchingKind,
} from './overlaps/background-matching.js';
export {
  flatError,
  plateScaleError,
  systematicCards,
  systematicErrors,
  totalSigma,
  usualFlatError,
  type RelativeError,
  type SystematicErrors,
} from './uncertainty/systematic-errors.js';
export {
  findTrails,
  usualTrailOptions,
  type Trail,
  type TrailFrame,
  type TrailOptions,
} from './overlaps/find-trails.js';
export { trailMask } from './overlaps/trail-mask.js';
export {
  faintStarColourMag,
  keptFaintStarlight,
  type KeptStarlight,
  type StarlightOptions,
} from './starlight/kept-faint-starlight.js';
export { usualPicture, type PicturePart } from './starlight/pixel-light.js';
export { CatalogueDensity } from './starlight/star-counts.js';
export { starlightFile } from './starlight/starlight-file.js';
export { clippedFrames, type ClippedFrame, type OldClip } from './nsnsd/clipped-frame.js';
export { oldMedianMosaic, oldMosaic, type OldMosaicPart } from './nsnsd/old-mosaic.js';
export { oldMapGrid, OldTileAccumulator, type OldMap } from './nsnsd/old-tile.js';
export {
  oldFullGrid,
  oldMedianGrid,
  oldMedianWorkingGrid,
  type OldGrid,
  type OldRange,
} from './nsnsd/old-grid.js';
export { renderFrames, type RenderedFrames, type TileMaker } from './render/render-frames.js';
