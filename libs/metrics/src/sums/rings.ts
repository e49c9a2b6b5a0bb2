import { degree, type MapGrid } from '@nightskies/sky';

/** A ring of the sky about the zenith, of which sums are kept apart. */
export interface Ring {
  readonly fromZenithDeg: number;
  readonly toZenithDeg: number;
}

/** What a cell of a row has in one ring: integrals over its part there, exact, all in sr. */
export interface RowPart {
  readonly ring: number;
  /** Solid angle. */
  readonly solidAngleSr: number;
  /** As seen by a horizontal plane: sin(altitude) over the solid angle. */
  readonly horizontalSr: number;
  /** As seen by an upright plane that faces the middle of the cell. */
  readonly verticalSr: number;
}

/** The rings between ascending zenith angles, each edge once. */
export function ringsBetween(edgesDeg: readonly number[]): Ring[] {
  const edges = [...new Set(edgesDeg)].sort((a, b) => a - b);
  return edges.slice(1).map((toZenithDeg, i) => ({ fromZenithDeg: edges[i], toZenithDeg }));
}

/** Parts of a row thinner than this are rounding. */
const thinnestDeg = 1e-9;

/**
 * How a cell of a row divides into rings. With a the altitude, per radian of azimuth: solid angle
 * sin a, horizontal (sin a)^2 / 2, vertical a / 2 + sin(2 a) / 4, each between the edges of the part;
 * the width of the cell enters the vertical one as 2 sin(width / 2), the integral of the cosine.
 */
export function partsOfRow(grid: MapGrid, row: number, rings: readonly Ring[]): RowPart[] {
  const bottomDeg = grid.altitude0Deg + row * grid.stepDeg;
  const topDeg = bottomDeg + grid.stepDeg;
  const width = grid.stepDeg * degree;
  return rings.flatMap(({ fromZenithDeg, toZenithDeg }, ring) => {
    const lowDeg = Math.max(bottomDeg, 90 - toZenithDeg);
    const highDeg = Math.min(topDeg, 90 - fromZenithDeg);
    if (highDeg - lowDeg < thinnestDeg) return [];
    const low = lowDeg * degree;
    const high = highDeg * degree;
    const upright = (a: number): number => a / 2 + Math.sin(2 * a) / 4;
    return [
      {
        ring,
        solidAngleSr: width * (Math.sin(high) - Math.sin(low)),
        horizontalSr: (width * (Math.sin(high) ** 2 - Math.sin(low) ** 2)) / 2,
        verticalSr: 2 * Math.sin(width / 2) * (upright(high) - upright(low)),
      },
    ];
  });
}
