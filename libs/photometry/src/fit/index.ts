export {
  fewestStars,
  fitExtinction,
  leastAirmassSpread,
  type ExtinctionFit,
  type FreeFit,
  type FitOptions,
} from './fit-extinction.js';
export type { Residuals } from './residual-maps.js';
export {
  appliedZeropoint,
  historyOf,
  historyZeropoint,
  usualZeropointError,
  type HistoryMean,
} from './camera-history.js';
export { falseAlarmPerSet } from './night-search.js';
export {
  residualsByField,
  residualsBySky,
  residualsByTime,
  type ResidualBin,
} from './residual-bins.js';
