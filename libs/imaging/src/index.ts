export {
  magnitudeColour,
  magnitudeKnots,
  noDataColour,
  type Rgb,
} from './colour/magnitude-palette.js';
export type { SkyPalette } from './colour/sky-palette.js';
export { annotatedPicture, type AnnotatedPictureOptions } from './annotation/annotated-picture.js';
export type { SkyOnPicture } from './annotation/sky-on-picture.js';
export type { MarkedBody } from './annotation/sky-marks.js';
export { pixelPng, type Pixels } from './drawing/pixel-png.js';
export { pagePicture, squarePicture } from './drawing/page-picture.js';
export { decodePicture, meanOf, type DecodedPicture } from './decoding/decode-picture.js';
export type {
  ExtinctionPlotOptions,
  ExtinctionPoints,
  PlottedValue,
} from './plots/extinction-input.js';
export { extinctionPlot } from './plots/extinction-plot.js';
export type {
  ResidualFrame,
  ResidualPictureOptions,
  ResidualStars,
} from './plots/residual-input.js';
export type { PlottedGrowth } from './plots/growth-of-set.js';
export { growthPlot, type GrowthPlotOptions } from './plots/growth-plot.js';
export {
  zeropointHistoryPlot,
  type PlottedZeropoint,
  type ZeropointHistoryPlotOptions,
} from './plots/zeropoint-history-plot.js';
export { overlapPlot, type OverlapPlotOptions } from './plots/overlap-plot.js';
export { residualPicture } from './plots/residual-picture.js';
export {
  linePlot,
  type LinePlot,
  type LineStyle,
  type PlotPoint,
  type PlotSeries,
} from './plots/line-plot.js';
export {
  pointingPlot,
  type PointingError,
  type PointingPlotOptions,
} from './plots/pointing-plot.js';
export {
  artificialHistogram,
  type ArtificialHistogramOptions,
} from './plots/artificial-histogram.js';
export type { AzimuthProfile } from './plots/azimuth-panel.js';
export { fitResidualPicture, type FitResidualOptions } from './plots/fit-residual-picture.js';
export { maskPicture, type MaskPictureOptions } from './plots/mask-picture.js';
export {
  setIlluminancePlot,
  type SetIlluminance,
  type SetIlluminanceOptions,
} from './plots/set-illuminance-plot.js';
export { skyHistogram, type SkyHistogram } from './plots/sky-histogram.js';
export {
  verticalIlluminancePlot,
  type VerticalIlluminanceOptions,
} from './plots/vertical-illuminance-plot.js';
export type { PlotAxis } from './plots/panel.js';
export { fisheyePicture, type FisheyeOptions } from './sky-pictures/fisheye-picture.js';
export { hammerPanorama, type PanoramaOptions } from './sky-pictures/hammer-panorama.js';
export {
  naturalSkyFigure,
  type NaturalSkyFigureOptions,
} from './sky-pictures/natural-sky-figure.js';
export type { PanoramaPage } from './sky-pictures/panorama-layout.js';
export {
  panoramaSubtitles,
  panoramaTitle,
  type PanoramaOccasion,
} from './sky-pictures/panorama-words.js';
export { wholeSkyPicture, type WholeSkyOptions } from './sky-pictures/whole-sky.js';
export type { PictureText } from './sky-pictures/legend.js';
export type { LuminanceMap } from './sky-pictures/luminance-map.js';
export {
  png16Scaling,
  writeMapPng,
  type MapPngFacts,
  type MapPngOptions,
  type Png16Scaling,
} from './gis/map-png.js';
export type { MapRows, WriteAt } from './gis/map-rows.js';
export { writeMapTiff, type MapTiffOptions } from './gis/map-tiff.js';
export { worldFile } from './gis/world-file.js';
export {
  pyramidDescriptor,
  pyramidTilePx,
  writeMapPyramid,
  type PutTile,
  type PyramidFacts,
} from './pyramid/map-pyramid.js';
export {
  CameraRawDecoder,
  cameraRawDecoderUrl,
  normaliseBayer,
  usualBayerGains,
  type BayerColour,
  type BayerGains,
  type CameraRaw,
} from './camera-raw/camera-raw.js';
export type { Exposure } from './camera-raw/exposure.js';
export { trackPicture, type TrackFrame, type TrackPictureOptions } from './tracks/track-picture.js';
