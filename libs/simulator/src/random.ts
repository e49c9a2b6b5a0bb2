/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna 2018, public domain), its state filled
 * from a seed and a name by FNV-1a and splitmix32, so that each file of a night has a stream of its
 * own, whatever else is made before it.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  private spare: number | null = null;

  constructor(seed: number, name: string) {
    let state = (seed | 0) ^ 0x811c9dc5;
    for (let i = 0; i < name.length; i++) {
      state = Math.imul(state ^ name.charCodeAt(i), 0x01000193);
    }
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return z ^ (z >>> 15);
    };
    this.a = next();
    this.b = next();
    this.c = next();
    this.d = next() | 1;
  }

  /** Uniform in (0, 1). */
  uniform(): number {
    const s = Math.imul(this.b, 5);
    const result = Math.imul((s << 7) | (s >>> 25), 9) >>> 0;
    const t = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= t;
    this.d = (this.d << 11) | (this.d >>> 21);
    return (result + 0.5) / 4294967296;
  }

  /** Normal with mean 0 and standard deviation 1 (Marsaglia's polar method). */
  normal(): number {
    if (this.spare !== null) {
      const value = this.spare;
      this.spare = null;
      return value;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      this.spare = v * scale;
      return u * scale;
    }
  }

  /**
   * Electrons counted where `mean` are expected and the read-out adds noise of `readNoise` (rms):
   * Poisson plus normal; above a mean of 40 one normal number of the joint variance stands for both.
   */
  electrons(mean: number, readNoise: number): number {
    if (mean > 40) return mean + Math.sqrt(mean + readNoise * readNoise) * this.normal();
    return this.poisson(mean) + readNoise * this.normal();
  }

  private poisson(mean: number): number {
    const limit = Math.exp(-mean);
    let count = -1;
    let product = 1;
    do {
      product *= this.uniform();
      count += 1;
    } while (product > limit);
    return count;
  }
}
