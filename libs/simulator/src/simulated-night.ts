import type { MapGrid, ObserverFrame } from '@nightskies/sky';
import type { CalibratedFrame } from './camera/detector.js';
import type { SimulatedFile } from './simulated-file.js';
import type { SimulatedSky } from './simulated-sky.js';
import type { StarTruth } from './star-table.js';
import type { NightTruth } from './truth.js';

/** A simulated night: its files, made one at a time while they are asked for, and its truth. */
export interface SimulatedNight extends Iterable<SimulatedFile> {
  readonly truth: NightTruth;
  /**
   * True luminance of the diffuse light with terrain, V, cd/m2: no clouds, no stars but the mean light
   * of those fainter than the catalogue's, where they stand in the middle of the set. A sky of components
   * is that of the time of the frame nearest to a place.
   */
  luminanceAt(azimuthDeg: number, apparentAltitudeDeg: number): number;
  /**
   * The same with the faint stars where they stand in the middle of a light frame, which may be asked
   * for many places at once; RangeError for another name.
   */
  luminanceIn(frame: string): (azimuthDeg: number, apparentAltitudeDeg: number) => number;
  /**
   * The components of the sky in V on a map, as seen at the ground and above the atmosphere, each cell
   * at the time of the frame nearest to it; null for a sky that is not made of components.
   */
  componentMaps(grid: MapGrid): SimulatedSky | null;
  /** Every catalogue star of every frame with its place and light, CSV (`starTable`). */
  stars(): string;
  /** The catalogue stars of one light frame, brightest first; RangeError for another name. */
  starsOf(frame: string): readonly StarTruth[];
  /** The sky over the camera in the middle of a light frame; RangeError for another name. */
  skyOf(frame: string): ObserverFrame;
  /**
   * A light frame as a calibration without fault leaves it, with the noise of its raw file and the
   * errors of the flat: for trials of what comes after calibration. RangeError for another name.
   */
  calibratedFrame(frame: string): CalibratedFrame;
}
