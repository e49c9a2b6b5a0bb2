/**
 * Barrel distortion of the camera (image-stages 9.3): distances from the axis in the picture, as a
 * function of the distance in the tangent plane, both in units of the radius of the projection,
 * r_s = r_t (1 - c r_t). The old control points follow it with c = 7.5e-9 per metre on a sphere of
 * 6 370 000 m, to less than 1 m but for one slip of typing.
 */
export const radialCoefficient = 7.5e-9 * 6_370_000;

/** Greatest distance in the picture the law can give: beyond it would fold over. */
export const greatestPictureRadius = 1 / (4 * radialCoefficient);

/** Distance in the picture of a distance in the tangent plane, up to 1 / (2 c). */
export function pictureRadius(tangentRadius: number): number {
  return tangentRadius * (1 - radialCoefficient * tangentRadius);
}

/** Inverse of `pictureRadius`; NaN beyond `greatestPictureRadius`. */
export function tangentRadius(pictureRadius: number): number {
  // The textbook root (1 - sqrt(1 - 4 c r)) / 2 c loses its digits near the axis.
  return (2 * pictureRadius) / (1 + Math.sqrt(1 - 4 * radialCoefficient * pictureRadius));
}
