import { robustMean, type RobustMean } from './robust-bins.js';
import type { ResidualStars } from './residual-input.js';

/** A piece of a map with the robust mean of the residuals in it; null with too few stars. */
export interface Cell<Edges> {
  readonly edges: Edges;
  readonly residual: RobustMean | null;
}

/** Edges in azimuth and altitude, deg. */
export interface SkyEdges {
  readonly azimuthFrom: number;
  readonly azimuthTo: number;
  readonly altitudeFrom: number;
  readonly altitudeTo: number;
}

/** Edges in pixels. */
export interface FieldEdges {
  readonly xFrom: number;
  readonly xTo: number;
  readonly yFrom: number;
  readonly yTo: number;
}

const fewestStars = 5;
/** Stars an average cell should hold, so that its mean is worth a colour. */
const skyStars = 18;
const fieldStars = 25;

function between(least: number, most: number, value: number): number {
  return Math.max(least, Math.min(most, Math.round(value)));
}

function meanOf(sample: readonly number[]): RobustMean | null {
  return sample.length < fewestStars ? null : robustMean(sample);
}

/**
 * The sky above the horizon in 4 to 12 rings of equal height, the more the more stars there are, each
 * in sectors about as wide as the ring is high.
 */
export function skyCells(stars: ResidualStars): Cell<SkyEdges>[] {
  // n rings have about 8 n^2 / pi cells.
  const count = between(4, 12, Math.sqrt((stars.residualMag.length / skyStars) * (Math.PI / 8)));
  const ringDeg = 90 / count;
  const rings = Array.from({ length: count }, (_, ring) => {
    const middle = ((ring + 0.5) * ringDeg * Math.PI) / 180;
    const sectors = Math.max(4, Math.round((360 / ringDeg) * Math.cos(middle)));
    return Array.from({ length: sectors }, (): number[] => []);
  });
  for (let i = 0; i < stars.residualMag.length; i++) {
    const altitude = stars.altitudeDeg[i];
    if (!(altitude >= 0 && altitude <= 90) || !Number.isFinite(stars.residualMag[i])) continue;
    const ring = rings[Math.min(rings.length - 1, Math.floor(altitude / ringDeg))];
    const turn = (((stars.azimuthDeg[i] % 360) + 360) % 360) / 360;
    ring[Math.min(ring.length - 1, Math.floor(turn * ring.length))].push(stars.residualMag[i]);
  }
  return rings.flatMap((ring, r) =>
    ring.map((sample, k) => ({
      edges: {
        azimuthFrom: (k / ring.length) * 360,
        azimuthTo: ((k + 1) / ring.length) * 360,
        altitudeFrom: r * ringDeg,
        altitudeTo: (r + 1) * ringDeg,
      },
      residual: meanOf(sample),
    })),
  );
}

/** The field in squares, 3 to 16 along its longer side, the more the more stars there are. */
export function fieldCells(
  stars: ResidualStars,
  widthPx: number,
  heightPx: number,
): Cell<FieldEdges>[] {
  const along = between(3, 16, Math.sqrt(stars.residualMag.length / fieldStars));
  const side = Math.max(widthPx, heightPx) / along;
  const columns = Math.max(1, Math.round(widthPx / side));
  const rows = Math.max(1, Math.round(heightPx / side));
  const samples = Array.from({ length: columns * rows }, (): number[] => []);
  for (let i = 0; i < stars.residualMag.length; i++) {
    const column = Math.floor(((stars.x[i] + 0.5) / widthPx) * columns);
    const row = Math.floor(((stars.y[i] + 0.5) / heightPx) * rows);
    const inside = column >= 0 && column < columns && row >= 0 && row < rows;
    if (inside && Number.isFinite(stars.residualMag[i])) {
      samples[row * columns + column].push(stars.residualMag[i]);
    }
  }
  return samples.map((sample, k) => {
    const column = k % columns;
    const row = Math.floor(k / columns);
    return {
      edges: {
        xFrom: (column / columns) * widthPx - 0.5,
        xTo: ((column + 1) / columns) * widthPx - 0.5,
        yFrom: (row / rows) * heightPx - 0.5,
        yTo: ((row + 1) / rows) * heightPx - 0.5,
      },
      residual: meanOf(sample),
    };
  });
}
