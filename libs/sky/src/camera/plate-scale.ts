/**
 * Size of an unbinned pixel at the centre of the field, in units of the radius of the projection
 * (radians): 2967 m on a sphere of 6 370 000 m (image-stages 0.4), 96.07 arcsec.
 */
export const nominalPixelRad = 2967 / 6_370_000;

/** The same in arcsec. */
export const nominalPlateScaleArcsec = (nominalPixelRad * 180 * 3600) / Math.PI;
