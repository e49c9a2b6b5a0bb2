export { daoStars, type DaoOptions, type DaoStars } from './dao-star-finder.js';
export { starKernel, type StarKernel, type StarKernelOptions } from './star-kernel.js';
export { detectSources, type DetectOptions, type Sources } from './detect-sources.js';
export { notAStar, sourceFlags } from './source-flags.js';
export { groundMask, type Ground, type GroundOptions } from './ground-mask.js';
