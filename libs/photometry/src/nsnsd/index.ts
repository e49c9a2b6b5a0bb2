export { clippedLine, type OldLine } from './clipped-line.js';
export {
  fitOldExtinction,
  oldAirmass,
  oldPoint,
  type OldExtinctionFit,
  type OldExtinctionOptions,
  type OldExtinctionRow,
  type OldPoint,
} from './fit-old-extinction.js';
export {
  measureOldFrame,
  oldFrameTail,
  type OldFrame,
  type OldFrameStars,
  type OldRejection,
  type OldStar,
} from './measure-old-frame.js';
export { oldAperture, type OldAperture, type OldImage } from './old-aperture.js';
export { readOldFrame, writeOldFrame, type OldFrameFile } from './old-frame-file.js';
export { writeOldStarTable } from './old-star-table.js';
