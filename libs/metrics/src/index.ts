export { flatMetrics } from './flat-metrics.js';
export {
  openLuminanceMap,
  readLuminanceMap,
  rowsOf,
  type LuminanceMap,
  type LuminanceRows,
} from './luminance-map.js';
export { usualMeasureOptions, type MeasureOptions } from './measure-options.js';
export { measureSky, type Measurement, type SkyToMeasure } from './measure.js';
export type { SkyMask } from './sky-mask.js';
export type { MapsOfSky, NaturalSky } from './sum-maps.js';
