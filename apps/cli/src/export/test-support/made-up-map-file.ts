import { writeFileSync } from 'node:fs';
import { Header, linearWcs, writeFits } from '@nightskies/fits';

export const columns = 144;
export const rows = 39;
export const stepDeg = 2.5;

/** Value of a cell; rows count from the lowest. */
export function valueAt(column: number, row: number): number {
  return (column + row) % 37 === 0 ? Number.NaN : Math.fround(20 + row / 64 + column / 1024);
}

/** Writes a map of -6 to 91.5 deg with a plane COVERAGE, rising or falling, as the products lie. */
export function writeMapFile(path: string, order: 'rising' | 'falling', unit: string): void {
  const rise = order === 'rising' ? 1 : -1;
  // The first row has the centre of its pixels half a step inside the edge.
  const firstDeg = rise === 1 ? -6 + stepDeg / 2 : -6 + (rows - 0.5) * stepDeg;
  const header = Header.of([
    ...linearWcs({
      ctype: ['ALON-CAR', 'ALAT-CAR'],
      crpix: [columns / 2 + 0.5, 1 - firstDeg / (rise * stepDeg)],
      crval: [0, 0],
      cdelt: [stepDeg, rise * stepDeg],
    }),
    ['BUNIT', unit],
  ]);
  const data = new Float32Array(columns * rows);
  for (let stored = 0; stored < rows; stored++) {
    const row = rise === 1 ? stored : rows - 1 - stored;
    for (let x = 0; x < columns; x++) data[stored * columns + x] = valueAt(x, row);
  }
  const shape = [columns, rows];
  const coverage = Uint8Array.from(data, (value) => (Number.isNaN(value) ? 0 : 3));
  writeFileSync(
    path,
    writeFits([
      { header, shape, data },
      { name: 'COVERAGE', shape, data: coverage },
    ]),
  );
}
