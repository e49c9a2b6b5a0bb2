export { fitGaussian, type GaussianFit, type GaussianFitOptions } from './gaussian-fit.js';
export {
  windowedCentroid,
  type CentroidNoise,
  type WindowedCentroid,
} from './windowed-centroid.js';
