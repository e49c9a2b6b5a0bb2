import { circularSegment } from '@nightskies/pixels';
import type { Ellipse } from './aperture-shape.js';

/** Area of the sector of the unit circle from direction p to direction q, signed, below 180 deg. */
function sector(px: number, py: number, qx: number, qy: number): number {
  const toP = Math.sqrt(px * px + py * py);
  const toQ = Math.sqrt(qx * qx + qy * qy);
  if (toP === 0 || toQ === 0) return 0;
  return unitSector(px / toP, py / toP, qx / toQ, qy / toQ);
}

function unitSector(px: number, py: number, qx: number, qy: number): number {
  if (px * qx + py * qy < 0) {
    const [mx, my] = [px + qx, py + qy];
    const length = Math.sqrt(mx * mx + my * my);
    if (length === 0) return 0;
    const [ux, uy] = [mx / length, my / length];
    return unitSector(px, py, ux, uy) + unitSector(ux, uy, qx, qy);
  }
  const cross = px * qy - py * qx;
  const quarterChord = ((qx - px) * (qx - px) + (qy - py) * (qy - py)) / 4;
  const segment = circularSegment(Math.min(quarterChord, 0.5), false);
  return cross / 2 + (cross < 0 ? -segment : segment);
}

/** Area of the unit circle in the triangle of its centre, p and q, positive counterclockwise. */
function areaAtEdge(px: number, py: number, qx: number, qy: number): number {
  const [dx, dy] = [qx - px, qy - py];
  const squared = dx * dx + dy * dy;
  const along = px * dx + py * dy;
  const discriminant = along * along - squared * (px * px + py * py - 1);
  if (!(discriminant > 0)) return sector(px, py, qx, qy);
  const root = Math.sqrt(discriminant);
  const enters = (-along - root) / squared;
  const leaves = (-along + root) / squared;
  if (enters >= 1 || leaves <= 0) return sector(px, py, qx, qy);
  let [fromX, fromY, toX, toY, area] = [px, py, qx, qy, 0];
  if (enters > 0) {
    [fromX, fromY] = [px + enters * dx, py + enters * dy];
    area += sector(px, py, fromX, fromY);
  }
  if (leaves < 1) {
    [toX, toY] = [px + leaves * dx, py + leaves * dy];
    area += sector(toX, toY, qx, qy);
  }
  return area + (fromX * toY - fromY * toX) / 2;
}

/** What rounding leaves of areas that cancel, in a circle of radius 1. */
const crumb = 2e-15;

/**
 * Area of an ellipse about the origin in the rectangle from (x0, y0) to (x1, y1): the plane is
 * stretched until the ellipse is the unit circle, and the circle's parts in the triangles of its
 * centre and the edges of the parallelogram are added with their signs.
 */
export function ellipseInRectangle(
  { a, b, cos, sin }: Ellipse,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): number {
  const u = (x: number, y: number) => (x * cos + y * sin) / a;
  const v = (x: number, y: number) => (y * cos - x * sin) / b;
  const [u00, v00, u10, v10] = [u(x0, y0), v(x0, y0), u(x1, y0), v(x1, y0)];
  const [u11, v11, u01, v01] = [u(x1, y1), v(x1, y1), u(x0, y1), v(x0, y1)];
  // An ellipse is convex: with the corners, the whole rectangle is inside.
  const isInside =
    u00 * u00 + v00 * v00 <= 1 &&
    u10 * u10 + v10 * v10 <= 1 &&
    u11 * u11 + v11 * v11 <= 1 &&
    u01 * u01 + v01 * v01 <= 1;
  if (isInside) return (x1 - x0) * (y1 - y0);
  const area =
    areaAtEdge(u00, v00, u10, v10) +
    areaAtEdge(u10, v10, u11, v11) +
    areaAtEdge(u11, v11, u01, v01) +
    areaAtEdge(u01, v01, u00, v00);
  return area > crumb ? area * a * b : 0;
}
