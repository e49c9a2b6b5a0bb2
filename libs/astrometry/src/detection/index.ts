export { daoStars, type DaoOptions, type DaoStars } from './dao-star-finder.js';
export { starKernel, type StarKernel, type StarKernelOptions } from './star-kernel.js';
