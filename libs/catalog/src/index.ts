export type * from './plan-types.js';
export { byRoleAndName, digestOf, fingerprint, planDigest } from './fingerprint.js';
export { advance, dependents, isSettled, judgeTask, type Advance } from './settle.js';
