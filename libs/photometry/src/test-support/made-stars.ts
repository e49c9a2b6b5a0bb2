import type { Image } from '@nightskies/pixels';

/** A seeded generator of uniform numbers in [0, 1) (mulberry32) and of what is drawn from them. */
export class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }
}

export interface MadeStar {
  readonly x: number;
  readonly y: number;
  /** DN, to infinity. */
  readonly flux: number;
  readonly fwhmMajorPx: number;
  readonly fwhmMinorPx: number;
  readonly thetaDeg: number;
  /** Of a Moffat star; absent for a Gaussian. */
  readonly beta?: number;
}

export interface MadeCamera {
  readonly size: number;
  readonly skyDn: number;
  readonly gainElectronsPerDn: number;
  readonly readNoiseElectrons: number;
}

/**
 * A picture of one star made photon by photon, each falling into the pixel it hits: no profile is ever
 * added up over a pixel, so that nothing is shared with what is tested.
 */
export function photographed(
  { x, y, flux, fwhmMajorPx, fwhmMinorPx, thetaDeg, beta }: MadeStar,
  { size, skyDn, gainElectronsPerDn: gain, readNoiseElectrons }: MadeCamera,
  draws: Draws,
): Image {
  const electrons = new Float64Array(size * size);
  const expected = flux * gain;
  const photons = Math.round(expected + Math.sqrt(expected) * draws.normal());
  const [cosine, sine] = [
    Math.cos((thetaDeg * Math.PI) / 180),
    Math.sin((thetaDeg * Math.PI) / 180),
  ];
  const half = beta === undefined ? Math.sqrt(2 * Math.LN2) : Math.sqrt(2 ** (1 / beta) - 1);
  for (let i = 0; i < photons; i += 1) {
    const fraction = 1 - draws.uniform();
    const radius =
      beta === undefined
        ? Math.sqrt(-2 * Math.log(fraction))
        : Math.sqrt(fraction ** (-1 / (beta - 1)) - 1);
    const angle = 2 * Math.PI * draws.uniform();
    const along = (radius * Math.cos(angle) * fwhmMajorPx) / (2 * half);
    const across = (radius * Math.sin(angle) * fwhmMinorPx) / (2 * half);
    const column = Math.round(x + along * cosine - across * sine);
    const row = Math.round(y + along * sine + across * cosine);
    if (column >= 0 && column < size && row >= 0 && row < size) electrons[row * size + column] += 1;
  }
  const skyElectrons = skyDn * gain;
  const noise = Math.sqrt(skyElectrons + readNoiseElectrons ** 2);
  const data = Float32Array.from(
    electrons,
    (own) => (own + skyElectrons + noise * draws.normal()) / gain,
  );
  return { width: size, height: size, data };
}
