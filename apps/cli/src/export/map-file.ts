import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  firstImage,
  openFits,
  readLinearWcs,
  type OpenFits,
  type OpenImage,
} from '@nightskies/fits';
import type { LuminanceMap, MapRows } from '@nightskies/imaging';
import { image } from '@nightskies/pixels';
import { luminanceOfMag } from '@nightskies/sky';

/** Rows that are read at once. */
const bandRows = 64;

/** An exported map in azimuth and altitude, read in bands of rows. */
export class MapFile {
  readonly fits: OpenFits;
  /** Bytes of the file. */
  readonly size: number;
  readonly #descriptor: number;
  #luminance: LuminanceMap | undefined;

  constructor(readonly path: string) {
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
    this.fits = openFits(
      {
        size: this.size,
        read: (at, into) => {
          this.#read(at, into);
        },
      },
      path,
    );
  }

  get columns(): number {
    return firstImage(this.fits).shape[0] ?? 0;
  }

  get rowCount(): number {
    return firstImage(this.fits).shape[1] ?? 0;
  }

  /** Unit of the values. */
  get unit(): string {
    return firstImage(this.fits).header.string('BUNIT') ?? '';
  }

  /**
   * The values row by row.
   *
   * @param told of the part of the rows that was read, from 0 to 1
   * @throws NightSkiesError `bad-map` for a file that is not a map in azimuth and altitude
   */
  rows(told: (part: number) => void = () => {}): MapRows {
    const hdu = firstImage(this.fits);
    const { columns, rows, stepDeg, leftDeg, bottomDeg, rising } = placeOf(hdu, this.path);
    const band = new Float32Array(Math.min(bandRows, rows) * columns);
    let first = -1;
    let asked = 0;
    return {
      ...{ columns, rows, stepDeg, leftDeg, bottomDeg },
      readRow(row, out) {
        const stored = rising ? row : rows - 1 - row;
        const start = stored - (stored % bandRows);
        if (start !== first) {
          hdu.readRows(start, Math.min(bandRows, rows - start), band);
          first = start;
        }
        out.set(band.subarray((stored - start) * columns, (stored - start + 1) * columns));
        asked += 1;
        if (asked % bandRows === 0) told(asked / rows);
      },
    };
  }

  /** The same in cd/m2, whether the file has luminance or magnitudes. */
  luminanceRows(told?: (part: number) => void): MapRows {
    const map = this.rows(told);
    if (this.unit === 'cd/m2') return map;
    return {
      ...map,
      readRow(row, out) {
        map.readRow(row, out);
        out.forEach((mag, x) => {
          out[x] = luminanceOfMag(mag);
        });
      },
    };
  }

  /** The whole map in cd/m2, in memory until `close`. */
  luminance(): LuminanceMap {
    if (this.#luminance === undefined) {
      const { columns, rows, stepDeg, leftDeg, bottomDeg, readRow } = this.luminanceRows();
      const data = new Float32Array(columns * rows);
      for (let row = rows - 1; row >= 0; row--) {
        readRow(row, data.subarray(row * columns, (row + 1) * columns));
      }
      this.#luminance = {
        map: image(columns, rows, data),
        grid: { azimuth0Deg: leftDeg, altitude0Deg: bottomDeg, stepDeg },
      };
    }
    return this.#luminance;
  }

  close(): void {
    this.#luminance = undefined;
    closeSync(this.#descriptor);
  }

  #read(at: number, into: Uint8Array): void {
    for (let done = 0; done < into.length;) {
      const count = readSync(this.#descriptor, into, done, into.length - done, at + done);
      if (count === 0) throw new RangeError(`${this.path} became shorter while it was read`);
      done += count;
    }
  }
}

/** Where a map lies on the sky, and whether altitude rises with its rows. */
function placeOf(
  hdu: OpenImage,
  file: string,
): Omit<MapRows, 'readRow'> & { readonly rising: boolean } {
  const wcs = readLinearWcs(hdu.header);
  const [columns = 0, rows = 0] = hdu.shape;
  const step = wcs?.cdelt[0] ?? Number.NaN;
  const isMap =
    hdu.shape.length === 2 &&
    wcs?.projection === 'CAR' &&
    wcs.ctype[0].startsWith('ALON') &&
    step > 0 &&
    Math.abs(wcs.cdelt[1]) === step;
  if (!isMap) {
    throw new NightSkiesError(
      problem('bad-map', 'this is no map in azimuth and altitude', {
        file,
        found: `${hdu.shape.join(' x ')}, CTYPE ${wcs?.ctype.join(', ') ?? 'unknown'}`,
        expected: 'two axes, ALON-CAR and ALAT-CAR with equal steps',
        hint: 'Export the night again with a program of this version.',
      }),
    );
  }
  // A row has its centre at crval + (row + 1 - crpix) x cdelt; rows are counted from 0 here.
  const rising = wcs.cdelt[1] > 0;
  const lowest = rising ? 0 : rows - 1;
  const centre = wcs.crval[1] + (lowest + 1 - wcs.crpix[1]) * wcs.cdelt[1];
  return {
    ...{ columns, rows, stepDeg: step, rising },
    leftDeg: tidy(wcs.crval[0] + step * (0.5 - wcs.crpix[0])),
    bottomDeg: tidy(centre - step / 2),
  };
}

/** Takes the rounding of sums out of angles such as -6.000000000000005. */
function tidy(degrees: number): number {
  return Math.round(degrees * 1e9) / 1e9;
}
