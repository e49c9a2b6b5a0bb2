export {
  magnitudeColour,
  magnitudeKnots,
  noDataColour,
  type Rgb,
} from './colour/magnitude-palette.js';
export { fisheyePicture, type FisheyeOptions } from './sky-pictures/fisheye-picture.js';
export { hammerPanorama, type PanoramaOptions } from './sky-pictures/hammer-panorama.js';
export type { PictureText } from './sky-pictures/legend.js';
export type { LuminanceMap } from './sky-pictures/luminance-map.js';
