export { diskMedian } from './disk-median/disk-median.js';
export { diskFootprint, reflected, type DiskFootprint } from './disk-median/footprint.js';
export { diskMedianReference } from './disk-median/reference.js';
export { image, type Image, type PixelArray } from './image.js';
