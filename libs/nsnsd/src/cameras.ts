/**
 * Default zeropoints of the cameras in use, mag (image-stages 1.2). They hold for V; the old
 * pipeline used them for both bands.
 */
export const defaultZeropointsMag: Readonly<Record<string, number>> = {
  IMG1: 14.67,
  IMG2: 14.79,
  IMG3: 14.1,
  SBIG1: 14.79,
  ML2: 14.68,
  ML3: 14.78,
  ML4: 14.62,
  ML5: 14.71,
  ML6: 14.75,
  ML7: 14.93,
};

/** A file list zeropoint further than this from the default of the camera is worth a warning, mag. */
export const zeropointToleranceMag = 0.01;

/** Name of a camera from the INSTRUME card: up to the first comma, without spaces. */
export function cameraOfInstrument(instrument: string): string {
  return (instrument.split(',')[0] ?? '').replaceAll(/\s+/g, '');
}
