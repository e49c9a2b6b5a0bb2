export { observingCaveats, type ObservingFacts } from './caveats/observing-caveats.js';
export {
  groundLightOf,
  skyCoverageOf,
  type AzimuthRange,
  type GroundLight,
  type SkyCoverage,
} from './caveats/sky-facts.js';
export { airglowShapes, middleSeconds, type AirglowShapes } from './components/airglow.js';
export { nanolambertsOfS10, type SkyBand } from './components/band.js';
export { defaultDiffuseFactor, type DiffuseFactor } from './components/diffuse-light.js';
export type { GalacticMap } from './components/galactic-map.js';
export {
  naturalComponents,
  type ComponentMaps,
  type NaturalComponents,
  type NaturalSkyOptions,
} from './components/natural-components.js';
export { vanRhijn } from './components/van-rhijn.js';
export { clampedAirmass } from './extinction/airmass.js';
export {
  effectiveExtinction,
  type EffectiveExtinction,
  type ExtinctionLaw,
} from './extinction/effective-extinction.js';
export { domesModel } from './fit/fitted-glow.js';
export {
  fitNaturalSky,
  naturalSkyFitDocument,
  type NaturalSkyFit,
  type NaturalSkyFitInput,
} from './fit/fit-natural-sky.js';
export { fittedMaps, type FittedMaps } from './fit/fitted-maps.js';
export type { Circumstance } from './fit/goodness.js';
export { naturalModel, naturalParts } from './fit/natural-model.js';
export {
  artificialSigma,
  artificialSumSigma,
  modelErrors,
  naturalModelSigma,
  type FittedErrors,
} from './fit/natural-sigma.js';
export type { FixedParameters, NaturalSkyParameters } from './fit/parameters.js';
export {
  defaultPriors,
  type EarlierAirglow,
  type NaturalSkyPriors,
  type Prior,
} from './fit/priors.js';
export {
  galacticMapError,
  galacticMapUrl,
  readGalacticMap,
  type GalacticMapError,
  type GalacticMapOptions,
} from './galactic/read-galactic-map.js';
export { givenMask } from './mask/given-mask.js';
export type { HorizonStrip, SoughtStar } from './mask/horizon-strip.js';
export { maskDrawing, skylinePicture, type PixelRows } from './mask/mask-drawing.js';
export { readMaskFile, writeMaskFile } from './mask/mask-file.js';
export { readMaskPicture, type MaskPicture, type ReadMask } from './mask/mask-picture.js';
export { maskSummary, type MaskSummary } from './mask/mask-summary.js';
export { proposeMask } from './mask/propose-mask.js';
export { skyPart } from './mask/sky-part.js';
export { allSky, skyAbove, type TerrainMask } from './mask/terrain-mask.js';
export { fitnessOf, type SkyFitness } from './moonlight/fitness.js';
export { moonlight, twilight } from './moonlight/light-maps.js';
export { scatteredMoonlightNl, type MoonInSky } from './moonlight/scattered-moonlight.js';
export { twilightNl } from './moonlight/twilight-law.js';
export { artificialRows, type ModelToSubtract, type ObservedRows } from './maps/artificial-rows.js';
export {
  writeArtificialMap,
  type SubtractedSky,
  type SubtractOptions,
} from './maps/artificial-map.js';
export {
  blockFor,
  BlockSums,
  meansOfBlocks,
  type BlockMeans,
  type CellRows,
} from './maps/cell-blocks.js';
export { InterpolatedRows } from './maps/interpolated-rows.js';
export { toCdM2, toNanolamberts } from './maps/light-units.js';
export {
  readSkyComponents,
  skyComponentsFile,
  type SeenSky,
  type SkyComponents,
  type StoredSkyComponents,
} from './maps/sky-components-file.js';
export {
  naturalSkyFile,
  readNaturalSky,
  type NaturalLight,
  type NaturalSkyMap,
  type StoredNaturalSky,
} from './maps/natural-sky-file.js';
export { skyRowsOf, withoutTerrain, type SkyOfRow } from './maps/sky-rows.js';
export type { ObservedSky } from './observed-sky.js';
export { groundMap, type GivenComponent } from './user-maps/given-light.js';
export type { GivenSkyMap, GroundMap, SkyGrid, StarsideMap } from './user-maps/given-sky-map.js';
export { readGivenSkyMap } from './user-maps/read-given-sky-map.js';
