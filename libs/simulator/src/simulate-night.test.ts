import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { firstImage, readFits, verifyChecksums, type Header } from '@nightskies/fits';
import { readFilelist } from '@nightskies/nsnsd';
import { Random } from './random.js';
import { rateOfLuminance } from './sky/photometry.js';
import type { NightOptions } from './options.js';
import { simulateNight as simulate } from './simulate-night.js';
import type { SimulatedNight } from './simulated-night.js';
import { realisticMount } from './mount.js';
import { realisticLens } from './camera/lens.js';
import { starCatalogue } from './test-support/catalogue.js';

const simulateNight = (options: Partial<NightOptions>): SimulatedNight =>
  simulate(options, starCatalogue);

const small: Partial<NightOptions> = { size: 64 };

/** Of the masters and the first frames of every kind. */
function digestOf(night: SimulatedNight): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of night) {
    hash.update(path).update(bytes);
    if (path.endsWith('ib005.fit')) break;
  }
  return hash.digest('hex');
}

function fileOf(night: SimulatedNight, ending: string): Uint8Array {
  for (const { path, bytes } of night) if (path.endsWith(ending)) return bytes;
  throw new Error(`no file ${ending}`);
}

function frameOf(
  night: SimulatedNight,
  ending: string,
): { header: Header; data: Float64Array; shape: readonly number[] } {
  const image = firstImage(readFits(fileOf(night, ending), ending));
  return { header: image.header, data: image.float64(), shape: image.shape };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('a simulated night', () => {
  it('has the same bytes for the same seed, and others for another', () => {
    const first = digestOf(simulateNight({ ...small, seed: 5, mount: realisticMount }));
    expect(digestOf(simulateNight({ ...small, seed: 5, mount: realisticMount }))).toBe(first);
    expect(digestOf(simulateNight({ ...small, seed: 6, mount: realisticMount }))).not.toBe(first);
  });

  it('gives each frame the same noise whatever else is made', () => {
    const withB = simulateNight({ ...small, bFrames: [9] });
    const without = simulateNight(small);
    expect(fileOf(withB, 'dark3.fit')).toEqual(fileOf(without, 'dark3.fit'));
  });

  it('lies in the tree of the field laptops, whole', () => {
    const paths = [...simulateNight({ ...small, bFrames: [1, 45] })].map(({ path }) => path);
    const raw = paths
      .filter((path) => path.startsWith('Data/fielddata/DEMO261107/1st/'))
      .map((path) => path.slice('Data/fielddata/DEMO261107/1st/'.length));
    const expected = [
      ...Array.from({ length: 45 }, (_, i) => `ib${String(i + 1).padStart(3, '0')}.fit`),
      ...['ib001b.fit', 'ib045b.fit', 'zenith1.fit', 'zenith2.fit'],
      ...Array.from({ length: 5 }, (_, i) => `dark${i + 1}.fit`),
      ...Array.from({ length: 5 }, (_, i) => `mbias${i + 1}.fit`),
      ...Array.from({ length: 52 }, (_, i) => `biasc${i + 1}.fit`),
    ];
    expect(raw.toSorted()).toEqual(expected.toSorted());
    expect(paths.filter((path) => !path.startsWith('Data/fielddata/')).toSorted()).toEqual([
      'Data/filelist.csv',
      'Images/Linearity Curves/DEMO1.txt',
      'Images/Master/DEMO1Flat_B_2026.fit',
      'Images/Master/DEMO1Flat_V_2026.fit',
      'Images/Master/DEMO1bias.fit',
      'Images/Master/DEMO1thermal_1sec.fit',
    ]);
  });

  it('holds only sound FITS files with every keyword of the pipeline', () => {
    const night = simulateNight(small);
    for (const { path, bytes } of night) {
      if (!path.endsWith('.fit')) continue;
      const file = readFits(bytes, path);
      for (const report of verifyChecksums(bytes)) {
        expect(report).toMatchObject({ checksum: 'right', datasum: 'right' });
      }
      if (!path.includes('/ib')) continue;
      const { header, bitpix } = firstImage(file);
      expect(bitpix).toBe(16);
      expect(header.number('BZERO')).toBe(32768);
      for (const keyword of [
        ...['EXPTIME', 'JD', 'LONGITUD', 'LATITUDE', 'ELEVATIO', 'AZ', 'ALT'],
        ...['AMTEMP_F', 'HUMID', 'WIND_MPH', 'CCD-TEMP', 'XBINNING', 'YBINNING'],
      ]) {
        expect(header.number(keyword), `${path} ${keyword}`).toBeTypeOf('number');
      }
      for (const keyword of ['INSTRUME', 'OBJECT', 'FILTER', 'DATE-OBS', 'LOCATION', 'OBSERVER']) {
        expect(header.string(keyword), `${path} ${keyword}`).toMatch(/\S/);
      }
    }
  });

  it.each([[[]], [[3]]])('has a processing list one can use, with B frames %j', async (bFrames) => {
    const bytes = fileOf(simulateNight({ ...small, bFrames }), 'filelist.csv');
    const { rows, problems } = await readFilelist(bytes, 'filelist.csv');
    expect(problems).toEqual([]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ dataset: 'DEMO261107', curve: 'DEMO1', zeropointMag: 14.74 });
    expect(rows[0].bands).toEqual({ V: true, B: bFrames.length > 0 });
  });

  it('says its binning, pointing and time in the headers', () => {
    const { header, shape } = frameOf(simulateNight(small), 'ib017.fit');
    expect(shape).toEqual([64, 64]);
    expect(header.number('XBINNING')).toBe(16);
    expect([header.number('AZ'), header.number('ALT')]).toEqual([24, 32.5]);
    const jd = header.number('JD') ?? 0;
    const written = Date.parse(`${header.string('DATE-OBS') ?? ''}Z`) / 86_400_000 + 2_440_587.5;
    expect(Math.abs(jd - written) * 86_400).toBeLessThan(0.02);
    expect(header.string('DATE-OBS')).toMatch(/^2026-11-07T0[34]:/);
  });

  it('cuts its bias crops one pixel left of the middle', () => {
    const night = simulateNight({ ...small, noise: false });
    const crop = frameOf(night, 'biasc6.fit');
    const master = frameOf(night, 'DEMO1bias.fit');
    expect(crop.shape).toEqual([50, 50]);
    expect(crop.header.number('XORGSUBF')).toBe(6);
    const drift = night.truth.frames[0].driftDn;
    for (const [row, column] of [
      [0, 0],
      [17, 42],
      [49, 49],
    ]) {
      const expected = master.data[(6 + row) * 64 + 6 + column] + drift;
      expect(Math.abs(crop.data[row * 50 + column] - expected)).toBeLessThan(0.7);
    }
  });
});

describe('a flat sky', () => {
  const luminanceCdM2 = 3e-4;
  const flatSky: Partial<NightOptions> = {
    ...small,
    sky: { kind: 'flat', luminanceCdM2 },
    stars: false,
    noise: false,
    detectorStructure: false,
  };

  it('fills every pixel of every frame with the light its luminance stands for', () => {
    const night = simulateNight(flatSky);
    const { truth } = night;
    const rate = rateOfLuminance(luminanceCdM2, truth.zeropointMag.V, truth.referenceScaleArcsec);
    for (const name of ['ib001.fit', 'ib041.fit', 'zenith2.fit']) {
      const { data, header } = frameOf(night, name);
      const expected = 1004 + rate * luminanceCdM2 * header.requireNumber('EXPTIME');
      expect(expected).toBeGreaterThan(10_000);
      for (const value of data) expect(Math.abs(value - expected)).toBeLessThanOrEqual(0.5);
    }
  });

  it('has pi times its luminance as illuminance', () => {
    const { metrics } = simulateNight(flatSky).truth;
    expect(metrics.meanLuminanceCdM2).toBeCloseTo(luminanceCdM2, 12);
    expect(metrics.zenithLuminanceCdM2).toBeCloseTo(luminanceCdM2, 12);
    expect(metrics.horizontalIlluminanceLux / (Math.PI * luminanceCdM2)).toBeCloseTo(1, 4);
  });

  it('comes back from a structured detector with its own masters', () => {
    const night = simulateNight({ ...flatSky, detectorStructure: true });
    const raw = frameOf(night, 'ib020.fit');
    const seconds = raw.header.requireNumber('EXPTIME');
    const bias = frameOf(night, 'DEMO1bias.fit').data;
    const flat = frameOf(night, 'DEMO1Flat_V_2026.fit').data;
    const thermal = frameOf(night, 'DEMO1thermal_1sec.fit').data;
    const drift = night.truth.frames.find(({ name }) => name === 'ib020')?.driftDn ?? NaN;
    const rows = night.truth.linearity;
    const factor = (dn: number): number => {
      const i = rows.findIndex(([edge]) => edge > dn);
      const [[dn0, f0], [dn1, f1]] = [rows[i - 1], rows[i]];
      return f0 + ((dn - dn0) / (dn1 - dn0)) * (f1 - f0);
    };
    const rate = rateOfLuminance(
      luminanceCdM2,
      night.truth.zeropointMag.V,
      night.truth.referenceScaleArcsec,
    );
    const expected = rate * luminanceCdM2 * seconds;
    let spread = 0;
    for (let i = 0; i < raw.data.length; i++) {
      const measured = raw.data[i] - bias[i] - drift;
      const linear = (measured * factor(measured) - thermal[i] * seconds) / flat[i];
      spread = Math.max(spread, Math.abs(linear - expected));
    }
    expect(spread).toBeLessThan(1);
  });

  it('is as noisy as its electrons and read-out make it', () => {
    const night = simulateNight({ ...flatSky, size: 128, noise: true });
    const { data } = frameOf(night, 'ib020.fit');
    const { gainElectronsPerDn: gain, readNoiseElectrons: readNoise } = night.truth;
    const mean = meanOf(data);
    const variance = meanOf(data.map((value) => (value - mean) ** 2));
    const expected = ((mean - 1004) * gain + readNoise ** 2) / gain ** 2 + 1 / 12;
    expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / data.length));
  });
});

describe('stars, bands and mount', () => {
  it('adds stars where the starless night has none, V brighter than its limit', () => {
    const quiet: Partial<NightOptions> = { size: 128, noise: false };
    const withStars = frameOf(simulateNight(quiet), 'ib018.fit').data;
    const without = frameOf(simulateNight({ ...quiet, stars: false }), 'ib018.fit').data;
    const brightened = withStars.filter((value, i) => value > without[i] + 50).length;
    expect(brightened).toBeGreaterThan(20);
    expect(withStars.every((value, i) => value >= without[i])).toBe(true);
  });

  it('exposes B frames 1.5 times as long, on the same pointing', () => {
    const night = simulateNight({ ...small, bFrames: [12], mount: realisticMount });
    const [v, b] = ['ib012', 'ib012b'].map((name) =>
      night.truth.frames.find((frame) => frame.name === name),
    );
    expect(b?.exposureSeconds).toBeCloseTo(1.5 * (v?.exposureSeconds ?? NaN), 12);
    expect(b?.pose).toEqual(v?.pose);
    expect(frameOf(night, 'ib012b.fit').header.string('FILTER')).toBe('B');
  });

  it('writes the commanded direction, wherever the mount went', () => {
    const night = simulateNight({ ...small, mount: realisticMount });
    const truth = night.truth.frames.find(({ name }) => name === 'ib031');
    expect(truth?.pose.altitudeDeg).not.toBe(57.5);
    expect(frameOf(night, 'ib031.fit').header.number('ALT')).toBe(57.5);
  });

  it('sums its own map: the mean is that over random directions, the zenith that around it', () => {
    const night = simulateNight(small);
    const random = new Random(4, 'directions');
    const count = 60_000;
    let mean = 0;
    let onPlate = 0;
    for (let i = 0; i < count; i++) {
      const up = random.uniform();
      const altitude = (Math.asin(up) * 180) / Math.PI;
      const luminance = night.luminanceAt(360 * random.uniform(), altitude);
      mean += luminance / count;
      onPlate += (luminance * up * 2 * Math.PI) / count;
    }
    const { metrics } = night.truth;
    expect(Math.abs(mean / metrics.meanLuminanceCdM2 - 1)).toBeLessThan(0.015);
    expect(Math.abs(onPlate / metrics.horizontalIlluminanceLux - 1)).toBeLessThan(0.015);
    expect(night.luminanceAt(0, 90) / metrics.zenithLuminanceCdM2).toBeCloseTo(1, 2);
  });

  it('tells its truth as plain data', () => {
    const { truth } = simulateNight(small);
    expect(JSON.parse(JSON.stringify(truth))).toEqual(truth);
    expect(truth.frames).toHaveLength(47);
  });
});

describe('options', () => {
  it.each([
    [{ size: 63 }, 'size'],
    [{ night: 'DEMO261301' }, 'night'],
    [{ bFrames: [46] }, 'bFrames'],
    [{ exposureSeconds: 0 }, 'exposureSeconds'],
    [{ sky: { kind: 'flat', luminanceCdM2: -1 } as const }, 'sky'],
    [{ faintestV: NaN }, 'faintestV'],
    [{ psf: { fwhmPx: 0, growth: 0 } }, 'psf'],
    [{ lens: { ...realisticLens, scaleArcsec: 0 } }, 'lens'],
    [{ lens: { ...realisticLens, radial: [-9, 0, 0] as const } }, 'lens'],
    [{ mount: { ...realisticMount, tiltDeg: NaN } }, 'mount'],
    [{ binning: 17 }, 'binning'],
    [{ faintStars: { faintestV: 6, dexPerMag: 0.4 } }, 'faintStars'],
    [{ scintillation: -0.1 }, 'scintillation'],
    [{ clouds: [{ frames: ['ib46'], mag: 0.1 }] }, 'clouds'],
    [{ defocus: [{ frames: ['ib001'], widthFactor: 0 }] }, 'defocus'],
    [{ psf: { fwhmPx: 1, growth: 0, wings: [{ share: 1, widths: 3 }] } }, 'psf'],
    [{ flatErrors: { pixel: -1, smooth: 0 } }, 'flatErrors'],
  ])('are refused by name when no night can be made of them: %j', (options, name) => {
    expect(() => simulateNight(options)).toThrow(name);
  });

  it('are refused where stars have no catalogue', () => {
    expect(() => simulate(small)).toThrow('stars');
    expect(simulate({ ...small, stars: false }).truth.frames).toHaveLength(47);
  });
});
