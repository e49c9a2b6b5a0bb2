export {
  planeMapKinds,
  planeMapParameters,
  type PlaneMapFit,
  type PlaneMapKind,
} from './fit-plane-map.js';
export {
  chainMaps,
  identityMap,
  invertMap,
  mapPoint,
  viewOfMap,
  type LocalView,
  type PlaneMap,
} from './plane-map.js';
export {
  registerStars,
  registrationRefusals,
  type NoRegistration,
  type RegisterOptions,
  type Registration,
  type RegistrationStars,
} from './register-stars.js';
export {
  surveyField,
  type BandedPicture,
  type FieldSurvey,
  type SurveyOptions,
} from './survey-field.js';
export { MeshRows, PlaneRows, type PositionOf, type RowPositions } from './row-positions.js';
export {
  commonColumns,
  coveredColumns,
  largestBox,
  type ColumnRange,
  type PixelBox,
} from './coverage.js';
