import type { Band } from '@nightskies/contracts';
import { Header, writeFits } from '@nightskies/fits';
import { gainElectronsPerDn, readNoiseElectrons, type Detector } from './camera/detector.js';
import { flatError } from './camera/flat-errors.js';
import type { CameraGeometry } from './camera/geometry.js';
import { camera, site } from './headers.js';
import type { NightOptions } from './options.js';
import { Random } from './random.js';
import type { SimulatedFile } from './simulated-file.js';

export interface MasterOptions {
  readonly size: number;
  readonly seed: number;
  readonly noise: boolean;
  readonly night: string;
  readonly withB: boolean;
  readonly zeropointMag: Readonly<Record<Band, number>>;
  readonly measuredFlat: (band: Band) => Float32Array;
}

/** How well the masters were measured: frames averaged for bias and thermal. */
const masterFrames = 60;
const thermalSeconds = 120;

/** The flat of a band as it was measured: the true one with its errors, its mean 1 in the middle. */
export function measuredFlat(
  geometry: CameraGeometry,
  detector: Detector,
  options: NightOptions,
  band: Band,
): Float32Array {
  const { seed, size, noise, flatErrors, night } = options;
  const name = flatFile(night, band);
  const error = flatError(size, flatErrors, seed, name);
  const random = noise && flatErrors.pixel > 0 ? new Random(seed, name) : null;
  const flat = detector.flats[band].map((value, i) => {
    const own = random === null ? 0 : flatErrors.pixel * random.normal();
    return value * (1 + error[i]) + own;
  });
  const middle = geometry.meanOfMiddle(flat);
  return flat.map((value) => value / middle);
}

function flatFile(night: string, band: Band): string {
  return `${camera}Flat_${band}_20${night.slice(4, 6)}.fit`;
}

/** Standard masters, linearity curve and processing list of the simulated camera. */
export function* masterFiles(detector: Detector, options: MasterOptions): Generator<SimulatedFile> {
  const { size, seed, noise, night, withB } = options;
  const noisy = (name: string, values: Float32Array, sigma: (value: number) => number) => {
    if (!noise) return values;
    const random = new Random(seed, name);
    return values.map((value) => value + sigma(value) * random.normal());
  };
  const master = (file: string, title: string, data: Float32Array): SimulatedFile => ({
    path: `Images/Master/${file}`,
    bytes: writeFits([
      { header: Header.of([['OBJECT', title, 'Simulated master']]), shape: [size, size], data },
    ]),
  });

  const bands: readonly Band[] = withB ? ['V', 'B'] : ['V'];
  const flatName = (band: Band): string => flatFile(night, band);
  for (const band of bands) {
    yield master(flatName(band), `Flat ${band}`, options.measuredFlat(band));
  }
  const readDn = readNoiseElectrons / gainElectronsPerDn;
  yield master(
    `${camera}bias.fit`,
    'Bias',
    noisy('bias', detector.bias, () => readDn / Math.sqrt(masterFrames)),
  );
  const thermal = detector.darkRate.map((rate) => rate / gainElectronsPerDn);
  yield master(
    `${camera}thermal_1sec.fit`,
    'Thermal, DN per second',
    noisy('thermal', thermal, (dn) => {
      const variance = readDn ** 2 + (Math.max(dn, 0) * thermalSeconds) / gainElectronsPerDn;
      return Math.sqrt(variance / masterFrames) / thermalSeconds;
    }),
  );

  const encoder = new TextEncoder();
  const rows = detector.linearity.map(([dn, factor]) => `${dn},${factor.toFixed(6)}`);
  yield {
    path: `Images/Linearity Curves/${camera}.txt`,
    bytes: encoder.encode(`${rows.join('\n')}\n`),
  };
  const filelist = [
    'Dataset,Process,V_band,B_band,Flat_V,Flat_B,Curve,Zeropoint,Zeropoint_B,Processor,Central_AZ,Location',
    [
      night,
      'Yes',
      'Yes',
      withB ? 'Yes' : 'No',
      flatName('V'),
      withB ? flatName('B') : '',
      camera,
      options.zeropointMag.V,
      options.zeropointMag.B,
      'A Simulator',
      0,
      site.location,
    ].join(),
  ];
  yield { path: 'Data/filelist.csv', bytes: encoder.encode(`${filelist.join('\n')}\n`) };
}
