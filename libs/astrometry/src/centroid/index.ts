export { windowedCentroid, type CentroidNoise, type WindowedCentroid } from '@nightskies/pixels';
export { fitGaussian, type GaussianFit, type GaussianFitOptions } from './gaussian-fit.js';
