export { flatMetrics } from './flat-metrics.js';
export {
  LargerCells,
  openLuminanceMap,
  readLuminanceMap,
  rowsOf,
  type LuminanceMap,
  type LuminanceRows,
} from './luminance-map.js';
export { usualMeasureOptions, type MeasureOptions } from './measure-options.js';
export {
  measureSeparated,
  measureSky,
  type Measurement,
  type SeparatedToMeasure,
  type SkyToMeasure,
} from './measure.js';
export { measureObserved, type ObservedSky, type ObservedToMeasure } from './measure-observed.js';
export type { SkyMask } from './sky-mask.js';
export type { MapsOfSky, NaturalSky } from './sum-maps.js';
export { faintestVisibleMag, limitingMagnitude } from './stars/limiting-magnitude.js';
export { planetMagnitude, type BrightPlanet, type PlanetDistances } from './stars/planets.js';
export type { StarsOfSky } from './stars/stars-above.js';
export { sqmResponse } from './stars/synthetic-sqm.js';
export { albedoAt, givenAlbedo } from './ground/albedo.js';
export { readGroundGrid, type GroundGrid } from './ground/ground-grid.js';
export { lightRatioModel } from './ground/light-ratio-model.js';
export { readPlaces, type Place } from './places/read-places.js';
export { readWorldPlaces, worldPlacesSource, worldPlacesUrl } from './places/world-places.js';
export { distanceKm, nearbyPlaces, placeBearingDeg, walkerBrightness } from './places/walker.js';
export * from './nsnsd/index.js';
