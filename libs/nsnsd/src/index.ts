export * from './bias-drift.js';
export * from './cameras.js';
export * from './export-layout.js';
export { readFilelist, type Filelist, type FilelistRow } from './filelist.js';
export * from './naming.js';
export * from './paths.js';
export * from './pointing-pattern.js';
