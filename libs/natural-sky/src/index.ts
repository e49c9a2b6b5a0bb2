export type { ObservedSky } from './observed-sky.js';
