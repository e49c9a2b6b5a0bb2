import { z } from 'zod';

const measured = z.object({
  value: z.number(),
  uncertainty: z.number().min(0).nullable(),
  /** Where it comes from: `filelist`, `cameras.json`, `header EGAIN`, `default` ... */
  origin: z.string().min(1),
});

/**
 * Calibration constants of one camera and band as a run uses them: a snapshot taken when the run is
 * planned. Null means nothing states it and it has to be measured.
 */
export const cameraConstantsSchema = z.object({
  camera: z.string().min(1),
  band: z.enum(['V', 'B']),
  /** mag; -2.5 log10(DN/s) of a star + zeropoint = its magnitude. */
  zeropointMag: measured,
  /** e-/DN */
  gainElectronsPerDn: measured.nullable(),
  /** e-, rms of one read-out */
  readNoiseElectrons: measured.nullable(),
  /** arcsec per unbinned pixel at the centre of the field */
  plateScaleArcsec: measured,
});
export type CameraConstants = z.infer<typeof cameraConstantsSchema>;

/** `cameras.json`: what an agency knows of its cameras, beside the masters. */
export const camerasFileSchema = z.object({
  $schema: z.string().optional(),
  cameras: z.array(
    z.object({
      /** As INSTRUME says up to its first comma, without spaces. */
      camera: z.string().min(1),
      validFrom: z.iso.date().optional(),
      validUntil: z.iso.date().optional(),
      gainElectronsPerDn: z.number().positive().optional(),
      readNoiseElectrons: z.number().positive().optional(),
      plateScaleArcsec: z.number().positive().optional(),
      bands: z
        .partialRecord(
          z.enum(['V', 'B']),
          z.object({
            zeropointMag: z.number().optional(),
            zeropointUncertaintyMag: z.number().min(0).optional(),
            colourTerm: z.number().optional(),
          }),
        )
        .optional(),
    }),
  ),
});
export type CamerasFile = z.infer<typeof camerasFileSchema>;
