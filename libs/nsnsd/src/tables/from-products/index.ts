export { calibrationRow, extinctionSheetRow, imageRows } from './from-calibration.js';
export {
  modelParametersRow,
  naturalSkyRow,
  proposedQuality,
  type ModelSettings,
} from './from-fit.js';
export {
  nightMetadataRow,
  setMetadataRow,
  type NightFacts,
  type TableCards,
} from './from-headers.js';
export { localMeanTime, type DateAndHours } from './local-mean-time.js';
export { brightnessRows, metricRows, verticalRows, type MetricRows } from './metric-rows.js';
export { cityRows, placeRows } from './other-rows.js';
export { readBiasDrift, readCoordinatesTable } from './read-tables.js';
export { reportOfNight, reportOfSet, type ReportFacts } from './report-rows.js';
export { noCards, tableCards } from './table-cards.js';
