import { z } from 'zod';
import { bandSchema } from './identifiers.js';

const angle = z.number().min(-720).max(720);
const direction = { azimuthDeg: angle, altitudeDeg: z.number().min(-90).max(90) };

/**
 * A camera's mapping from the tangent plane of its optical axis to the picture: scale, principal
 * point, distortion (`CameraModel` of libs/sky, where the equations stand).
 */
export const cameraModelSchema = z.object({
  width: z.int().min(1),
  height: z.int().min(1),
  /** Pixels per radian of the tangent plane at the axis. */
  focalLengthPx: z.number().positive(),
  /** Array position of the optical axis, the first pixel's centre being (0, 0). */
  principalPoint: z.object({ x: z.number(), y: z.number() }),
  radial: z.tuple([z.number(), z.number(), z.number()]).readonly(),
  decentering: z.tuple([z.number(), z.number()]).readonly(),
  affinity: z.tuple([z.number(), z.number()]).readonly(),
});

/**
 * - `solved`: by its own stars, in agreement with the set;
 * - `predicted`: not solved, placed by the mount model;
 * - `disagrees`: its own solution contradicts the set; placed by the mount model;
 * - `commanded`: the set has no mount model; placed where the mount was told to point.
 */
export const frameStatusSchema = z.enum(['solved', 'predicted', 'disagrees', 'commanded']);
export type FrameStatus = z.infer<typeof frameStatusSchema>;

/** Where one frame of a set looked. Directions are apparent, at the middle of the exposure. */
export const framePlacementSchema = z.object({
  /** Stem of the raw file, `ib001`. */
  frame: z.string().min(1),
  status: frameStatusSchema,
  /**
   * Why the frame was not placed by its own stars, or how far these place it from where the mount is
   * used to point; null for nothing odd.
   */
  reason: z.string().nullable(),
  /** As the header says. */
  commanded: z.object(direction),
  /** Of the optical axis; roll positive when the +x side of the picture is turned upward. */
  pose: z.object({ ...direction, rollDeg: angle }),
  /** 1 sigma on the sky: along the parallel of altitude, in altitude, and about the axis. */
  sigmaDeg: z.object({
    along: z.number().min(0),
    altitude: z.number().min(0),
    roll: z.number().min(0),
  }),
  /** What the middle of the picture sees; ICRS, no right ascension or declination without time or site. */
  centre: z.object({
    ...direction,
    raDeg: z.number().nullable(),
    decDeg: z.number().nullable(),
  }),
  matchedStars: z.int().min(0),
  /** Of the joint solution, null without stars. */
  rmsPixels: z.number().min(0).nullable(),
});
export type FramePlacement = z.infer<typeof framePlacementSchema>;

const estimated = z.object({
  name: z.string().min(1),
  value: z.number(),
  sigma: z.number().min(0).nullable(),
  unit: z.string(),
});

/**
 * `set-astrometry`: the joint solution of one band of a set, a JSON document.
 */
export const setAstrometrySchema = z.object({
  format: z.literal(1),
  night: z.string().min(1),
  set: z.int().min(1).max(8),
  band: bandSchema,
  /** `nsnsd`: centres as in the old pointing table, no roll, the old camera; `camera` is null then. */
  compat: z.enum(['none', 'nsnsd']),
  camera: cameraModelSchema.nullable(),
  /** Parameters of the camera with their errors. */
  cameraTerms: z.array(estimated),
  /** Terms of the mount model with their errors; empty when too few frames were solved. */
  mountTerms: z.array(estimated),
  /** Random error of the mount, 1 sigma on the sky, deg; null without a mount model. */
  mountScatterDeg: z
    .object({ along: z.number().min(0), altitude: z.number().min(0), roll: z.number().min(0) })
    .nullable(),
  /** Sorted by name. */
  frames: z.array(framePlacementSchema),
});
export type SetAstrometry = z.infer<typeof setAstrometrySchema>;
