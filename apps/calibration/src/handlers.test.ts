import { Header, firstImage, imageNamed, readFits, writeFits } from '@nightskies/fits';
import { describe, expect, test } from 'vitest';
import { calibrationFrame } from './calibration-frame.js';
import { calibrationMasters } from './calibration-masters.js';
import { handlers } from './handlers.js';
import {
  bytesOf,
  type GivenFile,
  inMemoryContext,
} from '../../../tools/testing/in-memory-context.js';

const side = 64;
const light = 500;
const drift = -3;

function file(
  name: string,
  width: number,
  value: number,
  cards: Record<string, number> = {},
): GivenFile {
  const data = new Uint16Array(width * width).fill(value);
  const header = Header.of([
    ['INSTRUME', "A 'quoted' camera"],
    ['BZERO', 32768],
    ...Object.entries(cards).map(([keyword, number]) => [keyword, number] as const),
  ]);
  return { name, read: () => writeFits([{ shape: [width, width], data, header }]) };
}

function master(name: string, value: number): GivenFile {
  const data = new Float32Array(side * side).fill(value);
  return { name, read: () => writeFits([{ shape: [side, side], data }]) };
}

const text = (name: string, content: string): GivenFile => ({
  name,
  read: () => new TextEncoder().encode(content),
});

const camera = text(
  'camera.json',
  JSON.stringify({
    camera: 'A',
    band: 'V',
    zeropointMag: { value: 14.7, uncertainty: null, origin: 'test' },
    gainElectronsPerDn: { value: 2, uncertainty: null, origin: 'cameras.json' },
    readNoiseElectrons: null,
    plateScaleArcsec: { value: 96, uncertainty: null, origin: 'test' },
  }),
);

// 1000 DN of bias, 2 DN/s of dark in 10 s, a flat of 0.5: 500 DN of light become 250 counts.
const raw = file('ib001.fit', side, 1000 + drift + 20 + light / 2, { EXPTIME: 10, JD: 100 });
const crop = (name: string, julianDate: number, value = 1000 + drift): GivenFile =>
  file(name, 50, value, { EXPTIME: 0, JD: julianDate });

const mastersOf = (compat: 'none' | 'nsnsd', changed: Record<string, readonly GivenFile[]> = {}) =>
  calibrationMasters(
    inMemoryContext('calibration.masters', {
      parameters: { compat, masters: 'standard', 'bad-pixel-sigma': 12 },
      arguments: { band: 'V' },
      inputs: {
        reference: [raw],
        masterBias: [master('bias.fit', 1000)],
        masterThermal: [master('thermal.fit', 2)],
        flat: [master('flat.fit', 0.5)],
        linearity: [text('curve.txt', '0,1\n65535,1\n')],
        camera: [camera],
        ...changed,
      },
    }),
  );

async function frameOf(
  compat: 'none' | 'nsnsd',
  crops: readonly GivenFile[],
  missing: readonly string[] = [],
) {
  const bytes = bytesOf(await mastersOf(compat), 'masters');
  return calibrationFrame(
    inMemoryContext('calibration.frame', {
      parameters: { compat },
      arguments: { band: 'V' },
      inputs: { raw: [raw], masters: [{ name: 'masters.fits', read: () => bytes }], crop: crops },
      missing: missing.map((name) => ({ role: 'crop', name, reason: 'missing' })),
    }),
  );
}

describe('the calibration service', () => {
  test('handles both of its task types', () => {
    expect(Object.keys(handlers).sort()).toEqual(['calibration.frame', 'calibration.masters']);
  });

  test('turns a raw frame into light, error and flags, and says how in the header', async () => {
    const outcome = await frameOf('none', [crop('biasc7.fit', 100.01)]);
    const calibrated = readFits(bytesOf(outcome, 'frame'), 'ib001.fit');
    const primary = firstImage(calibrated);
    expect(new Set(primary.float32())).toEqual(new Set([light]));
    expect(primary.bitpix).toBe(-32);
    expect(imageNamed(calibrated, 'UNCERT')?.bitpix).toBe(-32);
    // 270 DN above the bias at 2 e-/DN and a flat of 0.5; the read noise of noiseless crops is 0.
    expect(imageNamed(calibrated, 'UNCERT')?.float32()[0]).toBeCloseTo(
      Math.sqrt(135 + 1 / 12) / 0.5,
      4,
    );
    expect(new Set(imageNamed(calibrated, 'FLAGS')?.float32())).toEqual(new Set([0]));
    const says = (keyword: string) => primary.header.get(keyword);
    expect(says('INSTRUME')).toBe("A 'quoted' camera");
    expect(
      ['BIASDRFT', 'GAIN', 'GAINSRC', 'RNSRC', 'DARKTIME', 'MASTERS', 'CALMODE'].map(says),
    ).toEqual([drift, 2, 'cameras.json', 'measured: bias crop', 10, 'standard', 'default']);
    expect(says('FLAG1')).toBe('saturated in the raw frame');
    expect(outcome.outputs[0]).toMatchObject({
      role: 'frame',
      name: 'ib001.fit',
      facts: { biasDriftDn: drift, saturatedPixels: 0 },
    });
    expect(outcome.problems).toEqual([]);
  });

  test('gives equal bytes for equal inputs', async () => {
    const crops = [crop('biasc7.fit', 100.01)];
    const first = bytesOf(await frameOf('none', crops), 'frame');
    const second = bytesOf(await frameOf('none', crops), 'frame');
    expect(Buffer.compare(second, first)).toBe(0);
  });

  test('writes 16-bit frames marked CALIB_M in the old arithmetic', async () => {
    const outcome = await frameOf('nsnsd', [crop('biasc7.fit', 100.01)]);
    const calibrated = readFits(bytesOf(outcome, 'frame'), 'ib001.fit');
    expect(calibrated.hdus).toHaveLength(1);
    expect(firstImage(calibrated).header.string('IMAGETYP')).toBe('CALIB_M');
    expect(firstImage(calibrated).header.number('BZERO')).toBe(32768);
    expect(new Set(firstImage(calibrated).float32())).toEqual(new Set([light]));
  });

  test('says when the drift of a frame is taken from its neighbours, even from one', async () => {
    const between = await frameOf(
      'none',
      [crop('biasc6.fit', 99, 996), crop('biasc8.fit', 101, 998)],
      ['biasc7.fit'],
    );
    expect(between.problems).toMatchObject([{ code: 'bias-crop-interpolated', file: 'ib001.fit' }]);
    expect(Number(between.outputs[0]?.facts?.biasDriftDn)).toBeCloseTo(-3, 2);
    const single = await frameOf('none', [crop('biasc8.fit', 101)], ['biasc7.fit']);
    expect(single.problems).toMatchObject([{ code: 'bias-crop-interpolated' }]);
  });

  test('fails a frame without any crop by name', async () => {
    await expect(frameOf('none', [])).rejects.toMatchObject({
      problem: { code: 'bias-crop-missing', file: 'ib001.fit' },
    });
  });

  test('names the constants of a camera that cannot be read', async () => {
    await expect(
      mastersOf('none', { camera: [text('camera.json', '{"band":')] }),
    ).rejects.toMatchObject({
      problem: { code: 'bad-document', file: 'camera.json' },
    });
  });
});
