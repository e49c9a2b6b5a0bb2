/**
 * Stars of the Milky Way by magnitude and direction, from a model of where stars and dust are.
 *
 * Disk and its luminosity function: Bahcall and Soneira (1980, ApJS 44, 73), section II and table 1:
 * exponential disk of scale length 3.5 kpc, scale heights 90 to 325 pc by absolute magnitude, giants
 * 250 pc. Bulge: the density of Kent, Dame and Fazio (1991, ApJ 378, 131) in K, brought to V by the
 * colours of old stars. Dust: a layer of 100 pc scale height.
 */
const degree = Math.PI / 180;

/** Magnitudes: bins of half a magnitude, V 4 to 24. */
export const firstV = 4;
export const stepV = 0.5;
export const binsV = 40;

const sunRadiusPc = 8000;
const sunHeightPc = 20;
const diskScalePc = 3500;
const giantHeightPc = 250;
/** Visual extinction at the Sun's place in the plane, mag/pc: 0.1 mag from here to the pole. */
const dustPerPc = 1e-3;
/** As dense at every distance from the centre: 1.7 mag to Baade's window, where 1.5 are measured. */
const dustHeightPc = 100;
/** E(B-V) per magnitude of visual extinction. */
const reddening = 1 / 3.1;
const spheroidShare = 0.002;
const spheroidFlattening = 0.8;
/** Nearer the centre its stars are those of the bulge. */
const spheroidCorePc = 3000;
const squareDegree = degree * degree;

/** B-V of the main sequence by absolute magnitude (Allen, Astrophysical Quantities, section 99). */
const mainSequence = [
  [-6, -0.3],
  [-4, -0.3],
  [-1.1, -0.16],
  [0.7, 0],
  [1.9, 0.15],
  [2.8, 0.33],
  [3.6, 0.45],
  [4.4, 0.6],
  [5.2, 0.68],
  [5.9, 0.81],
  [7.3, 1.18],
  [8.8, 1.39],
  [12, 1.61],
  [17, 1.8],
];
/** B-V of evolved stars: red giants, and blue and red supergiants mixed at the bright end. */
const evolved = [
  [-6, 0.5],
  [-3, 0.9],
  [-1, 1.4],
  [0, 1.2],
  [1, 1.02],
  [2, 0.98],
  [3, 0.9],
  [3.7, 0.75],
];

const luminosities = Array.from({ length: 46 }, (_, k) => -6 + 0.5 * k).map((mag) => {
  const low = 10 ** (0.04 * (Math.min(mag, 15) - 1.28));
  const bend = (1 + 10 ** (-(0.74 - 0.04) * (1 / 3.4) * (Math.min(mag, 15) - 1.28))) ** 3.4;
  const perPc3 = (0.5 * 4.03e-3 * low) / bend;
  const mainShare = mag < 3.7 ? 0.44 * Math.exp(1.5e-4 * (mag + 8) ** 3.5) : 1;
  return {
    mag,
    main: perPc3 * Math.min(mainShare, 1),
    giants: perPc3 * (1 - Math.min(mainShare, 1)),
    heightPc: mag <= 2.3 ? 90 : mag >= 5.1 ? 325 : 90 + ((325 - 90) * (mag - 2.3)) / 2.8,
    mainBv: along(mainSequence, mag),
    giantBv: along(evolved, mag),
  };
});

/** Distances from 10 pc to 25 kpc in equal ratios. */
const ratio = 10 ** 0.04;
const distances = Array.from({ length: 86 }, (_, k) => 10 * ratio ** k);

/**
 * @returns per magnitude bin: stars per square degree, and their light in B, stars of B = 10 per
 * square degree
 */
export function starsTowards(lDeg, bDeg) {
  const stars = new Float64Array(binsV);
  const lightB = new Float64Array(binsV);
  const dust = dustAlong(lDeg, bDeg);
  for (const [k, d] of distances.entries()) {
    const { radius, z, rho } = place(lDeg, bDeg, d);
    const volume = squareDegree * d * d * d * (Math.sqrt(ratio) - 1 / Math.sqrt(ratio));
    const disk = Math.exp((sunRadiusPc - radius) / diskScalePc);
    const spheroid = spheroidShare * Math.max(rho, spheroidCorePc) ** -3 * sunRadiusPc ** 3;
    const giantLayer = disk * Math.exp(-Math.abs(z) / giantHeightPc);
    const distant = 5 * Math.log10(d / 10) + dust[k];
    for (const kind of luminosities) {
      const v = kind.mag + distant;
      const layer = disk * Math.exp(-Math.abs(z) / kind.heightPc);
      const main = volume * kind.main * (layer + spheroid);
      const giants = volume * kind.giants * (giantLayer + spheroid);
      const bin = (v - firstV) / stepV - 0.5;
      const first = Math.floor(bin);
      const red = dust[k] * reddening;
      const blue =
        main * 10 ** (-0.4 * (kind.mainBv + red)) + giants * 10 ** (-0.4 * (kind.giantBv + red));
      for (const [at, part] of [
        [first, first + 1 - bin],
        [first + 1, bin - first],
      ]) {
        if (at < 0 || at >= binsV) continue;
        stars[at] += part * (main + giants);
        lightB[at] += part * blue * lightOf(firstV + (at + 0.5) * stepV);
      }
    }
  }
  return { stars, lightB };
}

/** Solar luminosities in V per one in K: V-K of old stars rich in metals 3.2, of the Sun 1.55. */
const bulgeVOverK = 10 ** (-0.4 * (3.2 - 1.55));
const bulgeBv = 0.95;
/** Light of one solar luminosity per square parsec, V = 10 stars per square degree. */
const s10OfSurface = 10 ** (0.4 * (27.7815 - (4.83 + 21.572)));

/** Light of the bulge, S10 in V and B. */
export function bulgeTowards(lDeg, bDeg) {
  const dust = dustAlong(lDeg, bDeg);
  let v = 0;
  let b = 0;
  for (const [k, d] of distances.entries()) {
    const { radius, z } = place(lDeg, bDeg, d);
    const s = Math.sqrt(Math.sqrt(radius ** 4 + (z / 0.61) ** 4));
    if (s > 6000) continue;
    const inK = s > 938 ? 3.53 * besselK0(s / 667) : 1.04e6 * (Math.max(s, 50) / 0.482) ** -1.85;
    const light =
      inK * bulgeVOverK * d * (Math.sqrt(ratio) - 1 / Math.sqrt(ratio)) * 10 ** (-0.4 * dust[k]);
    v += light;
    b += light * 10 ** (-0.4 * (bulgeBv + dust[k] * reddening));
  }
  return { v: v * s10OfSurface, b: b * s10OfSurface };
}

/** Light of one star, in stars of magnitude 10. */
export function lightOf(mag) {
  return 10 ** (-0.4 * (mag - 10));
}

function dustAlong(lDeg, bDeg) {
  let total = 0;
  let before = 0;
  return distances.map((d) => {
    const { z } = place(lDeg, bDeg, (d + before) / 2);
    total += dustPerPc * Math.exp(-Math.abs(z) / dustHeightPc) * (d - before);
    before = d;
    return total;
  });
}

function place(lDeg, bDeg, d) {
  const flat = d * Math.cos(bDeg * degree);
  const x = sunRadiusPc - flat * Math.cos(lDeg * degree);
  const radius = Math.hypot(x, flat * Math.sin(lDeg * degree));
  const z = sunHeightPc + d * Math.sin(bDeg * degree);
  return { radius, z, rho: Math.hypot(radius, z / spheroidFlattening) };
}

/** Abramowitz and Stegun 9.8.5 and 9.8.6. */
function besselK0(x) {
  if (x > 2) {
    const t = 2 / x;
    const series = [1.25331414, -0.07832358, 0.02189568, -0.01062446, 0.00587872, -0.0025154];
    return (Math.exp(-x) / Math.sqrt(x)) * series.reduce((sum, c, k) => sum + c * t ** k, 0);
  }
  const t = (x / 3.75) ** 2;
  const i0 = [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768].reduce(
    (sum, c, k) => sum + c * t ** k,
    0,
  );
  const u = x * x * 0.25;
  const series = [-0.57721566, 0.4227842, 0.23069756, 0.0348859, 0.00262698, 0.0001075];
  return -Math.log(x / 2) * i0 + series.reduce((sum, c, k) => sum + c * u ** k, 0);
}

function along(table, at) {
  const next = table.findIndex(([mag]) => mag >= at);
  if (next < 0) return table.at(-1)[1];
  if (next === 0) return table[0][1];
  const [[m0, c0], [m1, c1]] = [table[next - 1], table[next]];
  return c0 + ((at - m0) / (m1 - m0)) * (c1 - c0);
}
