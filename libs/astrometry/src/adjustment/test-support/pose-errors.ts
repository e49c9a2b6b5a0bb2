import { cameraAxes, degree, type CameraPose } from '@nightskies/sky';
import type { AdjustedFrame } from '../adjust-set.js';
import { levelTurn, turnBetween } from '../turn.js';

export const rmsOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** Errors of a frame's pose over its stated ones: along the parallel, in altitude, about the axis. */
export function overSigmaOfPose(frame: AdjustedFrame, truth: CameraPose): number[] {
  const { axes, pose, sigmaDeg } = frame;
  if (axes === null || pose === null || sigmaDeg === null) return [Infinity];
  const turn = levelTurn(turnBetween(axes, cameraAxes(truth)), pose.rollDeg * degree);
  return [
    turn.along / degree / sigmaDeg.along,
    turn.lift / degree / sigmaDeg.altitude,
    turn.spin / degree / sigmaDeg.roll,
  ];
}
