export {
  falseAlarmPerSet,
  fewestStars,
  fitExtinction,
  leastAirmassSpread,
  type ExtinctionFit,
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
