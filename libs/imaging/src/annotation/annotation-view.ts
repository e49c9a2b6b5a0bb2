import { equatorialOf, equatorialVector, separationDeg, type Vector3 } from '@nightskies/sky';
import type { SkyOnPicture } from './sky-on-picture.js';

export interface ShownPoint {
  readonly x: number;
  readonly y: number;
}

interface ShownPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly firstRowBelow?: boolean;
  readonly sky: SkyOnPicture;
}

/** Between the sky and the drawing over a picture: enlarged, turned upside down where asked for. */
export class AnnotationView {
  readonly width: number;
  readonly height: number;
  readonly factor: number;
  /** Middle of the picture on the sky. */
  readonly centre: Vector3;
  /** Farthest direction in the picture from the middle, degrees. */
  readonly radiusDeg: number;
  readonly #sky: SkyOnPicture;
  readonly #heightPx: number;
  readonly #flip: boolean;

  constructor({ widthPx, heightPx, firstRowBelow = false, sky }: ShownPicture, factor: number) {
    this.#sky = sky;
    this.#heightPx = heightPx;
    this.#flip = firstRowBelow;
    this.factor = factor;
    this.width = Math.round(widthPx * factor);
    this.height = Math.round(heightPx * factor);
    const middle = sky.directionAt({ x: (widthPx - 1) / 2, y: (heightPx - 1) / 2 });
    this.centre = middle ?? { x: 0, y: 0, z: 1 };
    this.radiusDeg = this.#radius(widthPx, heightPx);
  }

  /** Drawing position of an array position. */
  shown({ x, y }: ShownPoint): ShownPoint {
    const row = this.#flip ? this.#heightPx - 1 - y : y;
    return { x: (x + 0.5) * this.factor, y: (row + 0.5) * this.factor };
  }

  /** Drawing position of a direction; undefined far outside the picture. */
  pointOf(direction: Vector3): ShownPoint | undefined {
    // Distortions bend far places back into the picture.
    if (separationDeg(direction, this.centre) > this.radiusDeg * 1.15) return undefined;
    const pixel = this.#sky.pixelOf(direction);
    if (pixel === undefined || !Number.isFinite(pixel.x + pixel.y)) return undefined;
    return this.shown(pixel);
  }

  pointOfPlace(raDeg: number, decDeg: number): ShownPoint | undefined {
    return this.pointOf(equatorialVector({ raDeg, decDeg }));
  }

  /** Right ascension and declination at a drawing position. */
  placeAt({ x, y }: ShownPoint): { raDeg: number; decDeg: number } | undefined {
    const row = y / this.factor - 0.5;
    const direction = this.#sky.directionAt({
      x: x / this.factor - 0.5,
      y: this.#flip ? this.#heightPx - 1 - row : row,
    });
    return direction === undefined ? undefined : equatorialOf(direction);
  }

  isInside({ x, y }: ShownPoint, margin = 0): boolean {
    return x >= margin && y >= margin && x <= this.width - margin && y <= this.height - margin;
  }

  #radius(widthPx: number, heightPx: number): number {
    let radius = 0;
    const steps = 12;
    for (let i = 0; i <= steps; i += 1) {
      const [x, y] = [(i / steps) * (widthPx - 1), (i / steps) * (heightPx - 1)];
      for (const pixel of [
        { x, y: 0 },
        { x, y: heightPx - 1 },
        { x: 0, y },
        { x: widthPx - 1, y },
      ]) {
        const direction = this.#sky.directionAt(pixel);
        // A corner beyond the lens: everything the camera has is taken.
        radius =
          direction === undefined ? 180 : Math.max(radius, separationDeg(direction, this.centre));
      }
      if (radius >= 180) return 180;
    }
    return radius;
  }
}
