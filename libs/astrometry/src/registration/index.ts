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
