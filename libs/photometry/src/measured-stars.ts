/**
 * Catalogue stars measured in one frame; element i of each array belongs to star i. A star that was
 * measured but may not be used is kept, with the reason in its flags.
 */
export interface MeasuredStars {
  readonly count: number;
  /** Row of the star in the catalogue, and its Hipparcos number (0: none). */
  readonly row: Int32Array;
  readonly hip: Int32Array;
  /** Magnitude in the band of the frame, and B-V, of the catalogue; NaN where it has none. */
  readonly magnitude: Float64Array;
  readonly bv: Float64Array;
  /** Standard error of the catalogue magnitude, mag. */
  readonly magnitudeError: Float64Array;
  /** Array position, px: the first pixel's centre is (0, 0). */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Apparent direction at the middle of the exposure, deg. */
  readonly azimuthDeg: Float64Array;
  readonly altitudeDeg: Float64Array;
  /** By the formula named in the frame. */
  readonly airmass: Float64Array;
  /** Light in the aperture above the background, DN in the exposure. */
  readonly flux: Float64Array;
  /** Standard error of `flux` from photons, read noise, dark and background, DN. */
  readonly fluxError: Float64Array;
  /** Mean background under the star, DN per px. */
  readonly background: Float64Array;
  /** Highest pixel of the aperture, DN. */
  readonly peak: Float64Array;
  /** Part of the star's light that falls into the aperture at its place in the field. */
  readonly apertureFraction: Float64Array;
  /** Width of the star, px: sigma of a round Gaussian of the same second moment near the core. */
  readonly sigmaPx: Float64Array;
  /**
   * Solid angle of the pixel at the star over that of the central pixels, to which the flat is
   * normalised: a flat of uniform radiance makes a star brighter by 1 over this.
   */
  readonly relativeSolidAngle: Float64Array;
  /** Relative random errors of the light that are no detector noise: of the air, and of faint neighbours. */
  readonly scintillation: Float64Array;
  readonly confusion: Float64Array;
  /** Light of catalogue neighbours in the aperture over that of the star. */
  readonly neighbourShare: Float64Array;
  /** Bits of `measurementFlags`; 0: may be used. */
  readonly flags: Uint16Array;
}

/** Why a measured star is not used. Each bit is defined here and nowhere else. */
export const measurementFlags = {
  saturated: { bit: 1, text: 'saturated or beyond the linear range of the camera' },
  neighbour: { bit: 2, text: 'a catalogue neighbour adds too much light' },
  badPixel: { bit: 4, text: 'a bad or missing pixel in the aperture' },
  cosmicRay: { bit: 8, text: 'a cosmic ray in the aperture' },
  border: { bit: 16, text: 'aperture or background beyond the border' },
  ground: { bit: 32, text: 'on the terrain, or too near to it' },
  low: { bit: 64, text: 'below the lowest altitude used' },
  faint: { bit: 128, text: 'too faint for its noise' },
  variable: { bit: 256, text: 'variable or of uncertain magnitude in the catalogue' },
  displaced: { bit: 512, text: 'not where the catalogue has it' },
  noColour: { bit: 1024, text: 'no B-V in the catalogue' },
} as const satisfies Record<string, { readonly bit: number; readonly text: string }>;

/** Part of a star's light within a radius, at the centre of the field, with its error. */
export interface GrowthCurve {
  readonly radiusPx: Float64Array;
  readonly fraction: Float64Array;
  /** Standard error of `fraction`. */
  readonly fractionError: Float64Array;
  /** Part of the light beyond the last radius, estimated from bright stars, and its error. */
  readonly wings: number;
  readonly wingsError: number;
}

/**
 * Light of bright stars of a frame ring by ring, from which the growth curve of a whole set is made.
 * Ring k of star i, between radius k - 1 (0 for the first) and k, is element i * radii + k.
 */
export interface GrowthStars {
  readonly count: number;
  /** Array position, px. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Columns and rows of the frame. */
  readonly width: number;
  readonly height: number;
  readonly radiusPx: Float64Array;
  /** Inner and outer radius of the annulus of the background. */
  readonly annulusPx: readonly [number, number];
  /**
   * All light by catalogue and transparency of the frame, DN, for stars too bright to be measured
   * within the aperture; NaN for the others, whose own light counts.
   */
  readonly expected: Float64Array;
  /**
   * Light of the ring above the background, DN; NaN where not measured. The star's own wings in the
   * annulus are still in the background.
   */
  readonly light: Float64Array;
  /** Standard error of `light` by noise and by stars fainter than the catalogue. */
  readonly lightError: Float64Array;
}

/** What one frame tells the fit of its set. */
export interface FramePhotometry {
  /** Stem of the raw file, `ib001`. */
  readonly frame: string;
  readonly band: 'V' | 'B';
  readonly exposureSeconds: number;
  readonly middleJdUtc: number;
  readonly airmassFormula: string;
  readonly apertureRadiusPx: number;
  readonly growth: GrowthCurve | null;
  /** What the growth curve was made of; absent when the frame gave nothing for it. */
  readonly growthStars?: GrowthStars;
  readonly stars: MeasuredStars;
  /** Why the frame gives nothing; null when it does. */
  readonly failure: string | null;
}

/** Radius of the aperture where none was laid. */
const noAperture = 0;

/** A frame in which nothing was measured, with the reason. */
export function unmeasuredFrame(
  frame: Omit<FramePhotometry, 'apertureRadiusPx' | 'growth' | 'stars' | 'failure'> & {
    readonly failure: string;
  },
): FramePhotometry {
  const none = new Float64Array(0);
  return {
    ...frame,
    apertureRadiusPx: noAperture,
    growth: null,
    stars: {
      count: 0,
      row: new Int32Array(0),
      hip: new Int32Array(0),
      flags: new Uint16Array(0),
      ...{ magnitude: none, bv: none, magnitudeError: none, x: none, y: none },
      ...{ azimuthDeg: none, altitudeDeg: none, airmass: none, flux: none, fluxError: none },
      ...{ background: none, peak: none, apertureFraction: none, sigmaPx: none },
      ...{ relativeSolidAngle: none, scintillation: none, confusion: none, neighbourShare: none },
    },
  };
}
