import { degree, galacticAxes, type Vector3 } from '@nightskies/sky';
import { Random } from '../random.js';

/** Stars fainter than those of the catalogue, each at a place of its own on the sky. */
export interface FaintStarOptions {
  /** They reach to this V, from where the stars of the catalogue end. */
  readonly faintestV: number;
  /** Their number grows by this power of ten per magnitude. */
  readonly dexPerMag: number;
}

/** To V 12, where the sky has 2.3 million stars. */
export const realisticFaintStars: FaintStarOptions = { faintestV: 12, dexPerMag: 0.41 };

/** Mean and spread of their B-V, mag. */
export const meanColourMag = 0.72;
const colourSpreadMag = 0.3;

/**
 * Stars per solid angle against the sine of galactic latitude are 1 + excess exp(-|sin b| / scale):
 * the stars of V 9 to 10 of the catalogue follow it within 7 %.
 */
const planeExcess = 8.9;
const planeScale = 0.42;
const meanDensity = 1 + planeExcess * planeScale * (1 - Math.exp(-1 / planeScale));

/** Cells of equal area in galactic coordinates: bands of latitude, and parts of each. */
const bands = 40;
const parts = 72;

/** Takes a star: its unit vector in ICRS (`x`, `y`, `z`), V and B-V. */
export type StarVisitor = (x: number, y: number, z: number, v: number, colour: number) => void;

/**
 * Stars continuing a catalogue by a power law, denser towards the Milky Way. Every cell of the sky has
 * its stars from a stream of its own, so that each frame sees the same stars at the same places.
 */
export class FaintStars {
  /** Of the whole sky. */
  readonly count: number;

  /**
   * @param brightestV where the catalogue ends
   * @param catalogueCount stars of the whole sky down to there
   */
  constructor(
    private readonly options: FaintStarOptions,
    private readonly seed: number,
    private readonly brightestV: number,
    catalogueCount: number,
  ) {
    this.count = catalogueCount * (this.growth() - 1);
  }

  /** Calls `visit` for the stars of all cells that reach into a cone, those beside it as well. */
  visit(centre: Vector3, reachDeg: number, visit: StarVisitor): void {
    for (let band = 0; band < bands; band++) {
      for (let part = 0; part < parts; part++) {
        const { middle, radius } = cellOf(band, part);
        const cosine = centre.x * middle.x + centre.y * middle.y + centre.z * middle.z;
        const away = Math.acos(Math.min(1, Math.max(-1, cosine)));
        if (away <= reachDeg * degree + radius) this.fill(band, part, visit);
      }
    }
  }

  /** Sum of 10^(-0.4 V) over the stars of one steradian about a place of the sky, their mean. */
  meanLight(place: Vector3): number {
    const { dexPerMag, faintestV } = this.options;
    const [, , , , , , x, y, z] = galacticAxes;
    const sine = x * place.x + y * place.y + z * place.z;
    // Mean of 10^(-0.4 V) over magnitudes of density 10^(dexPerMag V).
    const range = faintestV - this.brightestV;
    const slope = dexPerMag - 0.4;
    const mean =
      slope === 0
        ? dexPerMag * Math.LN10 * range
        : (dexPerMag / slope) * (10 ** (slope * range) - 1);
    const perStar = (10 ** (-0.4 * this.brightestV) * mean) / (this.growth() - 1);
    return ((this.count * density(sine)) / meanDensity / (4 * Math.PI)) * perStar;
  }

  private growth(): number {
    return 10 ** (this.options.dexPerMag * (this.options.faintestV - this.brightestV));
  }

  private fill(band: number, part: number, visit: StarVisitor): void {
    const { dexPerMag } = this.options;
    const random = new Random(this.seed, `faint stars ${band} ${part}`);
    const [low, width] = [-1 + (2 * band) / bands, 2 / bands];
    // The density is highest at the edge nearer to the plane.
    const top = density(Math.min(Math.abs(low), Math.abs(low + width)));
    const tries = (this.count * top) / meanDensity / (bands * parts);
    const growth = this.growth() - 1;
    const [a, b, c, d, e, f, g, h, i] = galacticAxes;
    for (let left = Math.floor(tries + random.uniform()); left > 0; left--) {
      const sine = low + width * random.uniform();
      const longitude = ((part + random.uniform()) / parts) * 2 * Math.PI;
      const v = this.brightestV + Math.log10(1 + growth * random.uniform()) / dexPerMag;
      const colour = meanColourMag + colourSpreadMag * random.normal();
      if (random.uniform() * top > density(sine)) continue;
      const flat = Math.sqrt(1 - sine * sine);
      const [x, y] = [flat * Math.cos(longitude), flat * Math.sin(longitude)];
      visit(
        a * x + d * y + g * sine,
        b * x + e * y + h * sine,
        c * x + f * y + i * sine,
        v,
        colour,
      );
    }
  }
}

function density(sineOfLatitude: number): number {
  return 1 + planeExcess * Math.exp(-Math.abs(sineOfLatitude) / planeScale);
}

interface Cell {
  /** ICRS. */
  readonly middle: Vector3;
  /** From the middle to its farthest corner, radians. */
  readonly radius: number;
}

function cellOf(band: number, part: number): Cell {
  const at = (sine: number, longitude: number): Vector3 => {
    const flat = Math.sqrt(1 - sine * sine);
    return { x: flat * Math.cos(longitude), y: flat * Math.sin(longitude), z: sine };
  };
  const [low, high] = [-1 + (2 * band) / bands, -1 + (2 * (band + 1)) / bands];
  const longitude = ((part + 0.5) / parts) * 2 * Math.PI;
  const middle = at((low + high) / 2, longitude);
  const corners = [low, high].map((sine) => at(sine, longitude + Math.PI / parts));
  const radius = Math.max(
    ...corners.map(({ x, y, z }) => Math.acos(middle.x * x + middle.y * y + middle.z * z)),
  );
  const [a, b, c, d, e, f, g, h, i] = galacticAxes;
  return {
    middle: {
      x: a * middle.x + d * middle.y + g * middle.z,
      y: b * middle.x + e * middle.y + h * middle.z,
      z: c * middle.x + f * middle.y + i * middle.z,
    },
    radius,
  };
}
