export type * from './plan-types.js';
export { byRoleAndName, digestOf, fingerprint, planDigest } from './fingerprint.js';
export { advance, dependents, isSettled, judgeTask, type Advance } from './settle.js';
export {
  classifyCalibration,
  classifyTree,
  type CalibrationEntries,
  type Candidate,
  type FieldTree,
  type SetFolder,
  type TreeEntry,
} from './classify-tree.js';
export { checkFrame, type FrameCheck } from './check-frame.js';
export {
  checkSets,
  sortProblems,
  type CheckedSet,
  type JudgedSet,
  type JudgedSets,
} from './check-sets.js';
export {
  checkMaster,
  type MasterCheck,
  type MasterFacts,
  type MasterFile,
} from './check-master.js';
export { cameraEntry, readCamerasFile } from './cameras-file.js';
export {
  chooseConstants,
  type ChosenConstants,
  type ConstantsRequest,
} from './camera-constants.js';
export {
  selectCalibration,
  type CalibrationLibrary,
  type CurveFile,
  type Selection,
  type SelectionRequest,
} from './select-calibration.js';
export { planRun, serviceOf } from './plan-run.js';
export { taskPriorities } from './priorities.js';
