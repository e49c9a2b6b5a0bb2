import type { Band } from '@nightskies/contracts';
import { Header, writeFits } from '@nightskies/fits';
import { gainElectronsPerDn, readNoiseElectrons, type Detector } from './camera/detector.js';
import { camera, site } from './headers.js';
import { Random } from './random.js';
import type { SimulatedFile } from './simulated-file.js';

export interface MasterOptions {
  readonly size: number;
  readonly seed: number;
  readonly noise: boolean;
  readonly night: string;
  readonly withB: boolean;
  readonly zeropointMag: Readonly<Record<Band, number>>;
}

/** How well the masters were measured: frames averaged for bias and thermal, noise of a flat. */
const masterFrames = 60;
const thermalSeconds = 120;
const flatNoise = 4e-4;

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
  const flatName = (band: Band): string => `${camera}Flat_${band}_20${night.slice(4, 6)}.fit`;
  for (const band of bands) {
    const file = flatName(band);
    yield master(
      file,
      `Flat ${band}`,
      noisy(file, detector.flats[band], () => flatNoise),
    );
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
