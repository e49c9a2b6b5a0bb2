import type { EquatorialDirection, HorizontalDirection } from '@nightskies/sky';
import type { Star } from './sky/stars.js';

/** A star as it was put into a frame. */
export interface StarTruth extends HorizontalDirection, EquatorialDirection {
  readonly star: Star;
  /** Array position, px, the centre of the first pixel being (0, 0). */
  readonly column: number;
  readonly row: number;
  readonly airmass: number;
  /**
   * Linear DN of the whole star through air and clouds, before the pixels' response, scintillation
   * and noise.
   */
  readonly dn: number;
  /** Dimming by clouds, mag; `dn` has it. */
  readonly cloudMag: number;
  /** Factor by which the star scintillated; `dn` has it not. */
  readonly scintillation: number;
}

/** Stars of the frames as one table, CSV; columns of the independent nights, x and y from 0. */
export function starTable(
  frames: Iterable<readonly [name: string, stars: readonly StarTruth[]]>,
): string {
  const lines = ['frame,row,hip,v_mag,b_v,x,y,az_app,alt_app,ra,dec,dn,airmass,cloud_mag,scint'];
  for (const [name, stars] of frames) {
    for (const seen of stars) {
      const { star } = seen;
      lines.push(
        [
          name,
          star.row,
          star.hip,
          star.vMag.toFixed(3),
          star.colourMag.toFixed(3),
          seen.column.toFixed(4),
          seen.row.toFixed(4),
          seen.azimuthDeg.toFixed(5),
          seen.altitudeDeg.toFixed(5),
          seen.raDeg.toFixed(5),
          seen.decDeg.toFixed(5),
          seen.dn.toFixed(1),
          seen.airmass.toFixed(5),
          seen.cloudMag.toFixed(5),
          seen.scintillation.toFixed(6),
        ].join(),
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
