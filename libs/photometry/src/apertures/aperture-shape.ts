/** A circle, or an ellipse whose major axis is turned from +x toward +y by `thetaDeg`. */
export type ApertureShape =
  | { readonly radiusPx: number }
  | { readonly semiMajorPx: number; readonly semiMinorPx: number; readonly thetaDeg: number };

/** Semi-axes, px, and direction of the major axis of a shape. */
export interface Ellipse {
  readonly a: number;
  readonly b: number;
  readonly cos: number;
  readonly sin: number;
  /** Given as a circle. */
  readonly isCircle: boolean;
  /** Half the width and half the height of the box around it. */
  readonly reachX: number;
  readonly reachY: number;
}

/** @throws RangeError for an axis that is not positive or an angle that is not finite */
export function ellipseOf(shape: ApertureShape): Ellipse {
  for (const [name, value] of Object.entries(shape)) {
    if (!Number.isFinite(value) || (name !== 'thetaDeg' && value <= 0)) {
      const wanted = name === 'thetaDeg' ? 'a finite angle' : 'a positive length';
      throw new RangeError(`aperture: ${name} is ${value}, ${wanted} is needed`);
    }
  }
  if ('radiusPx' in shape) {
    const { radiusPx } = shape;
    const [a, b, reachX, reachY] = [radiusPx, radiusPx, radiusPx, radiusPx];
    return { a, b, cos: 1, sin: 0, isCircle: true, reachX, reachY };
  }
  const { semiMajorPx: a, semiMinorPx: b, thetaDeg } = shape;
  const theta = (thetaDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
  const reachX = Math.sqrt(a * cos * (a * cos) + b * sin * (b * sin));
  const reachY = Math.sqrt(a * sin * (a * sin) + b * cos * (b * cos));
  return { a, b, cos, sin, isCircle: false, reachX, reachY };
}
