/** The picture of a star: round, a Gaussian core with wings. */
export interface PsfOptions {
  /** Full width at half maximum of the core at the optical axis, px of the frames. */
  readonly fwhmPx: number;
  /** By this share it is wider half a frame off the axis, growing with the square of the distance. */
  readonly growth: number;
  /** Gaussians about the core; none when left out. */
  readonly wings?: readonly Wing[];
}

export interface Wing {
  /** Part of the star's light. */
  readonly share: number;
  /** How much wider than the core. */
  readonly widths: number;
}

/** A part of a star's picture. */
export interface PsfPart {
  readonly share: number;
  /** Standard deviation, px. */
  readonly sigmaPx: number;
}

/** A 50 mm lens at f/2 in focus: 0.8 % of the light falls farther than 6 px from the middle. */
export const realisticPsf: PsfOptions = {
  fwhmPx: 1.542,
  growth: 0.11,
  wings: [
    { share: 0.158, widths: 1.85 },
    { share: 0.0335, widths: 4 },
    { share: 0.005, widths: 16 },
    { share: 0.0015, widths: 48 },
  ],
};

/** Standard deviation of a Gaussian over its full width at half maximum. */
const sigmaOfFwhm = 1 / Math.sqrt(8 * Math.LN2);

/**
 * Standard deviation of the core of a star's picture, px.
 *
 * @param distance from the optical axis, in half frames
 */
export function starSigmaPx({ fwhmPx, growth }: PsfOptions, distance: number): number {
  return fwhmPx * sigmaOfFwhm * (1 + growth * distance * distance);
}

/** The core and the wings of a star at the optical axis; their shares add up to 1. */
export function psfParts(psf: PsfOptions): readonly PsfPart[] {
  const sigmaPx = starSigmaPx(psf, 0);
  const wings = psf.wings ?? [];
  const inWings = wings.reduce((sum, { share }) => sum + share, 0);
  return [
    { share: 1 - inWings, sigmaPx },
    ...wings.map(({ share, widths }) => ({ share, sigmaPx: widths * sigmaPx })),
  ];
}

/**
 * Part of a star's light that a round aperture finds at the optical axis, pixels on its edge counted by
 * their part inside, in the mean over the places of a star in its pixel: 1 - exp(-r^2 / 2 s^2) of each
 * part of the picture, s^2 with twice the 1/12 px^2 of a pixel (light gathered by pixels, and shared out
 * evenly over each).
 */
export function encircledLight(psf: PsfOptions, radiusPx: number): number {
  return psfParts(psf).reduce((sum, { share, sigmaPx }) => {
    const variance = sigmaPx * sigmaPx + 1 / 6;
    return sum + share * (1 - Math.exp(-(radiusPx * radiusPx) / (2 * variance)));
  }, 0);
}
