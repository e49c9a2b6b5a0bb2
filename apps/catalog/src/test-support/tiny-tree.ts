import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Header, writeFits } from '@nightskies/fits';

export const tinyNight = 'TEST261101';
export const tinyFrames = 4;
const size = 8;

export interface TinyTree {
  readonly base: string;
  readonly night: string;
  readonly set: string;
}

/**
 * A night in the tree of the old pipeline, small enough for a test: four V frames with zenith
 * frames and crops, two B frames, masters, a curve and the file list.
 */
export async function writeTinyTree(base: string): Promise<TinyTree> {
  const night = join(base, 'Data', 'fielddata', tinyNight);
  const set = join(night, '1st');
  const master = join(base, 'Images', 'Master');
  const curves = join(base, 'Images', 'Linearity Curves');
  for (const folder of [set, master, curves]) await mkdir(folder, { recursive: true });

  for (let number = 1; number <= tinyFrames; number += 1) {
    const stem = `ib${String(number).padStart(3, '0')}`;
    await writeFile(join(set, `${stem}.fit`), frame(number, 'V', number));
    if (number <= 2) await writeFile(join(set, `${stem}b.fit`), frame(number, 'B', 100 + number));
    await writeFile(join(set, `biasc${number + 6}.fit`), plain(2, 10 + number));
  }
  await writeFile(join(set, 'zenith1.fit'), frame(45, 'V', 50));
  await writeFile(join(set, 'zenith2.fit'), frame(45, 'V', 51));
  await writeFile(join(set, 'biasc6.fit'), plain(2, 30));
  await writeFile(join(set, 'biasc52.fit'), plain(2, 31));
  await writeFile(join(master, 'TESTFlat_V_2026.fit'), plain(size, 1));
  await writeFile(join(master, 'TESTFlat_B_2026.fit'), plain(size, 2));
  await writeFile(join(master, 'TESTbias.fit'), plain(size, 3));
  await writeFile(join(master, 'TESTthermal_1sec.fit'), plain(size, 4));
  await writeFile(join(curves, 'TEST.txt'), '0,1\n65535,1\n');
  await writeFile(
    join(base, 'Data', 'filelist.csv'),
    [
      'Dataset,Process,V_band,B_band,Flat_V,Flat_B,Curve,Zeropoint,Processor,Central_AZ,Location,Zeropoint_B',
      `${tinyNight},Yes,Yes,Yes,TESTFlat_V_2026.fit,TESTFlat_B_2026.fit,TEST,14.7,J Doe,180,Test NP,14.9`,
      '',
    ].join('\r\n'),
  );
  return { base, night, set };
}

/** A raw frame that differs from all others in its pixels. */
export function frame(number: number, filter: string, value: number): Uint8Array {
  return writeFits([
    {
      header: Header.of([
        ['INSTRUME', 'TEST, CCD'],
        ['OBJECT', `ib${number}`],
        ['FILTER', filter],
        ['EXPTIME', 10],
        ['DATE-OBS', '2026-11-01T05:00:00'],
        ['JD', 2461345.7 + number / 1440],
        ['AZ', number * 24],
        ['ALT', 32.5],
        ['LONGITUD', -110.5],
        ['LATITUDE', 40.25],
        ['ELEVATIO', 2000],
        ['LOCATION', 'Test Ridge'],
      ]),
      shape: [size, size],
      data: new Uint16Array(size * size).fill(1000 + value),
    },
  ]);
}

function plain(side: number, value: number): Uint8Array {
  return writeFits([
    {
      header: Header.of([['INSTRUME', 'TEST, CCD']]),
      shape: [side, side],
      data: new Float32Array(side * side).fill(value),
    },
  ]);
}
