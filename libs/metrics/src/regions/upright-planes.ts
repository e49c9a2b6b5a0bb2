import { columnAzimuthDeg, degree, type MapGrid } from '@nightskies/sky';

/** A quarter turn, deg: how far round an upright plane sees. */
const quarterDeg = 90;

/**
 * What upright planes get from the columns of a map, for any azimuth they face, from sums up to each
 * column: a plane sees half of them, and its light is that of its north and its east part.
 */
export class UprightPlanes {
  private readonly grid: MapGrid;
  private readonly light: Float64Array;
  private readonly north: Float64Array;
  private readonly east: Float64Array;

  /** @param light by column: what a plane gets from it that faces its middle */
  constructor(grid: MapGrid, light: Float64Array) {
    this.grid = grid;
    this.light = light;
    const { cos, sin } = turnsOf(grid);
    this.north = sumsUpTo(light, cos);
    this.east = sumsUpTo(light, sin);
  }

  /** Sum over the columns a plane sees, weighted by the cosine of their angle from where it faces. */
  facing(azimuthDeg: number): number {
    const { light, grid } = this;
    const { stepDeg } = grid;
    const middle = columnOf(grid, azimuthDeg);
    const reach = (quarterDeg - stepDeg / 2) / stepDeg;
    const first = Math.ceil(middle - reach);
    const last = Math.floor(middle + reach);
    let sum =
      Math.cos(azimuthDeg * degree) * between(this.north, first, last) +
      Math.sin(azimuthDeg * degree) * between(this.east, first, last);
    for (const column of [first - 1, last + 1]) {
      const apartDeg = Math.abs(column - middle) * stepDeg;
      if (apartDeg >= quarterDeg + stepDeg / 2) continue;
      const around = ((column % light.length) + light.length) % light.length;
      sum += light[around] * grazing(apartDeg, stepDeg);
    }
    return sum;
  }
}

/** Random errors of what upright planes get, from the variances of the columns. */
export class UprightScatter {
  private readonly grid: MapGrid;
  private readonly north: Float64Array;
  private readonly east: Float64Array;
  private readonly both: Float64Array;

  constructor(grid: MapGrid, variance: Float64Array) {
    this.grid = grid;
    const { cosSquared, sinSquared, cosSin } = turnsOf(grid);
    this.north = sumsUpTo(variance, cosSquared);
    this.east = sumsUpTo(variance, sinSquared);
    this.both = sumsUpTo(variance, cosSin);
  }

  /** Root of the variances a plane sees, each by the square of the cosine. */
  facing(azimuthDeg: number): number {
    const { grid } = this;
    const middle = columnOf(grid, azimuthDeg);
    const reach = quarterDeg / grid.stepDeg;
    const first = Math.ceil(middle - reach);
    const last = Math.floor(middle + reach);
    const c = Math.cos(azimuthDeg * degree);
    const s = Math.sin(azimuthDeg * degree);
    const variance =
      c * c * between(this.north, first, last) +
      s * s * between(this.east, first, last) +
      2 * c * s * between(this.both, first, last);
    // Rounding may take a variance of nothing below it.
    return Math.sqrt(Math.max(0, variance));
  }
}

/** Where an azimuth lies among the middles of the columns, 0 for that of the first. */
function columnOf({ azimuth0Deg, stepDeg }: MapGrid, azimuthDeg: number): number {
  return (azimuthDeg - azimuth0Deg) / stepDeg - 0.5;
}

/** Of the azimuth of each column. */
interface Turns {
  readonly cos: Float64Array;
  readonly sin: Float64Array;
  readonly cosSquared: Float64Array;
  readonly sinSquared: Float64Array;
  readonly cosSin: Float64Array;
}

/** Many sums over one grid ask for the same. */
const known = new WeakMap<MapGrid, Turns>();

function turnsOf(grid: MapGrid): Turns {
  const before = known.get(grid);
  if (before !== undefined) return before;
  const angles = Float64Array.from(
    { length: grid.columns },
    (_, column) => columnAzimuthDeg(grid, column) * degree,
  );
  const cos = angles.map(Math.cos);
  const sin = angles.map(Math.sin);
  const turns = {
    ...{ cos, sin },
    cosSquared: cos.map((value) => value * value),
    sinSquared: sin.map((value) => value * value),
    cosSin: cos.map((value, column) => value * sin[column]),
  };
  known.set(grid, turns);
  return turns;
}

/** Sums of the columns before each, and of all of them, each times its factor. */
function sumsUpTo(values: Float64Array, factors: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let column = 0; column < values.length; column++) {
    sums[column + 1] = sums[column] + values[column] * factors[column];
  }
  return sums;
}

/** Sum from a column to another, both counted in, across north or south too. */
function between(sums: Float64Array, first: number, last: number): number {
  const count = sums.length - 1;
  const upTo = (column: number): number => {
    const turns = Math.floor(column / count);
    return turns * sums[count] + sums[column - turns * count];
  };
  return upTo(last + 1) - upTo(first);
}

/** Mean of max(0, cos) over a column that the plane itself cuts, as a factor of what faces its middle. */
function grazing(apartDeg: number, stepDeg: number): number {
  const edge = (apartDeg - stepDeg / 2) * degree;
  return (1 - Math.sin(edge)) / (2 * Math.sin((stepDeg / 2) * degree));
}
