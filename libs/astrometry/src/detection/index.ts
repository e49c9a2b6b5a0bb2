export { daoStars, type DaoOptions, type DaoStars } from './dao-star-finder.js';
export { starKernel, type StarKernel, type StarKernelOptions } from './star-kernel.js';
export { detectSources, sourcesOf, type DetectOptions, type Sources } from './detect-sources.js';
export { notAStar, sourceFlags } from './source-flags.js';
export { cellPxOf, groundMask, groundOf, type Ground, type GroundOptions } from './ground-mask.js';
