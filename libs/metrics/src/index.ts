export {
  openLuminanceMap,
  readLuminanceMap,
  type LuminanceMap,
  type LuminanceRows,
} from './luminance-map.js';
export { measureSky, type Measurement } from './measure.js';
export { skySums, type SkySums } from './sky-sums.js';
