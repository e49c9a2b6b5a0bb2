export {
  calibrationReport,
  type CalibrationReport,
  type ReportOfNight,
  type ReportOfSet,
} from './calibration-report.js';
export { citiesWorkbook, type CityRow } from './cities-workbook.js';
export type { CellValue } from './columns.js';
export * from './from-products/index.js';
export { mergeTypedFields } from './merge-typed-fields.js';
export { modelParametersWorkbook, type ModelParametersOfSet } from './model-parameters-workbook.js';
export type {
  BrightnessOfAll,
  BrightnessOfArtificial,
  ModelParameters,
} from './model-parameters.js';
export type { NightSheetName, NightSheetRow, NightTables, SetTables } from './night-tables.js';
export { nightWorkbook, type WorkbookOptions } from './night-workbook.js';
export { readTypedFields } from './read-typed-fields.js';
export type { ReadField, TypedReading } from './typed-reading.js';
export {
  verticalWorkbook,
  type VerticalIlluminance,
  type VerticalSheet,
  type VerticalTables,
} from './vertical-workbook.js';
export { nsnsdWorkbookPaths, type WorkbookPaths } from './workbook-paths.js';
