export { measureOldWay, type OldMaps } from './measure-old-way.js';
export {
  exactNanolamberts,
  oldCellMlx,
  oldCellNanolamberts,
  oldMagnitude,
  oldMicrocandelas,
  oldNanolamberts,
  oldTotalMagnitude,
  oldTotalMlx,
  reportMillicandelas,
} from './old-units.js';
