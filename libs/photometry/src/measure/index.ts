export { measureDefaults, type FrameToMeasure, type MeasureOptions } from './frame-input.js';
export { growthCurve, type StarShape } from './growth-curve.js';
export { measureFrame } from './measure-frame.js';
export { frameRoom, type FrameRoom } from './measuring-planes.js';
export { PointSpread, relativeWidth, type FieldWidth } from './point-spread.js';
export { scintillation, scintillationCoefficient } from './scintillation.js';
export { pooledStarShape, withStarShape } from './star-shape.js';
export { readFramePhotometry, writeFramePhotometry } from './frame-photometry-file.js';
