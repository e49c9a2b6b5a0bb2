export * from './bias-drift.js';
export * from './cameras.js';
export {
  coordinatesRows,
  writeCoordinatesTable,
  type CoordinatesRow,
  type PlacedFrame,
} from './coordinates-table.js';
export * from './export-layout.js';
export * from './export-pictures.js';
export { writeExtinctionStars, type ExtinctionStar } from './extinction-stars.js';
export { extinctionWorkbook } from './extinction-workbook.js';
export { readFilelist, type Filelist, type FilelistRow } from './filelist.js';
export * from './naming.js';
export { oldCoordinatesRows, type OldPlacedFrame } from './old-coordinates.js';
export { oldPointing, type OldFrame, type OldPointing, type OldSite } from './old-pointing.js';
export * from './paths.js';
export * from './pointing-pattern.js';
export {
  pointingRows,
  readPointingTable,
  writePointingTable,
  type PointedAt,
  type PointingRow,
} from './pointing-table.js';
export { readEquatorialCards, writeDeclination, writeRightAscension } from './sexagesimal.js';
export {
  predictedHeader,
  solvedHeader,
  unsolvedHeader,
  withSolutionOf,
  type PlateSolution,
  type SolvedHeaderOptions,
} from './solved-header.js';
export * from './tables/index.js';
