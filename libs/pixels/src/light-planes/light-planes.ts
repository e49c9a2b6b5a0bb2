import { KernelModule, Places } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/light-planes.wasm.js';
import {
  entryCount,
  exponentCount,
  magnitudeOf,
  magnitudeTables,
  magPerNatural,
  type MagnitudeTables,
} from './magnitude-tables.js';

interface LightExports {
  readonly scalePlane: (...addressesAndTerms: number[]) => void;
  readonly jointErrors: (...addressesAndTerms: number[]) => void;
  readonly relativeErrors: (...addressesAndTerms: number[]) => void;
  readonly magnitudes: (...addressesAndTerms: number[]) => number;
}

/**
 * Planes of a band of a map in the memory of a kernel that turns them into other units: float32 in and
 * out, float64 between. Twins: `scaleReference` and the others, the same bits.
 */
export class LightPlanes {
  readonly #kernel = new KernelModule(
    wasm,
    (exports): exports is LightExports => 'magnitudes' in exports,
  );
  readonly #planes: readonly Float32Array[];
  readonly #tablesAt: number;
  #tables: MagnitudeTables | undefined;

  /** @param cells the most cells of a band; @param count planes */
  constructor(cells: number, count: number) {
    const places = new Places();
    this.#tablesAt = places.take(8 * (exponentCount + 2 * entryCount));
    // Kernels work on four cells at once.
    const at = Array.from({ length: count }, () => places.take(4 * (cells + 3)));
    const buffer = this.#kernel.buffer(places.end);
    this.#planes = at.map((address) => new Float32Array(buffer, address, cells));
  }

  /** One of the planes. @throws RangeError for one there is not */
  plane(index: number): Float32Array {
    if (index in this.#planes) return this.#planes[index];
    throw new RangeError(`plane ${index} of ${this.#planes.length}`);
  }

  /** value x factor, into the first of `out`, which are returned; so with the others. */
  scale(values: Float32Array, factor: number, out: Float32Array): Float32Array {
    const { length } = values;
    const to = this.#atLeast(length, out);
    this.#kernel.exports.scalePlane(this.#addressOf(values), factor, length, to);
    return out.subarray(0, length);
  }

  /** Root of the sum of the squares of errors that are independent. */
  jointErrors(first: Float32Array, second: Float32Array, out: Float32Array): Float32Array {
    const { length } = first;
    const [b, to] = [this.#atLeast(length, second), this.#atLeast(length, out)];
    this.#kernel.exports.jointErrors(this.#addressOf(first), b, length, to);
    return out.subarray(0, length);
  }

  /** unitMag - 2.5 log10(value) to the last bit of a float32; NaN for no light and less. */
  magnitudes(values: Float32Array, unitMag: number, out: Float32Array): Float32Array {
    const { length } = values;
    const [from, to] = [this.#addressOf(values), this.#atLeast(length, out)];
    const tables = this.#tablesFor(unitMag);
    const odd = this.#kernel.exports.magnitudes(from, tables, magPerNatural, length, to);
    // Next to none, and without end.
    for (let i = 0, left = odd; left > 0 && i < length; i++) {
      if (!(values[i] > 0) || !Number.isNaN(out[i])) continue;
      out[i] = magnitudeOf(values[i], unitMag);
      left--;
    }
    return out.subarray(0, length);
  }

  /** Errors of magnitudes, to first order, of values with errors; NaN for no light and less. */
  magnitudeErrors(values: Float32Array, errors: Float32Array, out: Float32Array): Float32Array {
    const { length } = values;
    const [error, to] = [this.#atLeast(length, errors), this.#atLeast(length, out)];
    const from = this.#addressOf(values);
    this.#kernel.exports.relativeErrors(from, error, magPerNatural, length, to);
    return out.subarray(0, length);
  }

  #tablesFor(unitMag: number): number {
    if (this.#tables?.unitMag !== unitMag) {
      const tables = magnitudeTables(unitMag);
      const room = new Float64Array(
        this.#kernel.buffer(0),
        this.#tablesAt,
        exponentCount + 2 * entryCount,
      );
      room.set(tables.ofExponents);
      room.set(tables.ofEntries, exponentCount);
      room.set(tables.perLowBit, exponentCount + entryCount);
      this.#tables = tables;
    }
    return this.#tablesAt;
  }

  #atLeast(length: number, plane: Float32Array): number {
    if (plane.length >= length) return this.#addressOf(plane);
    throw new RangeError(`${length} cells into ${plane.length}`);
  }

  /** @throws RangeError for cells elsewhere: only a beginning of a plane has room behind it */
  #addressOf({ buffer, byteOffset }: Float32Array): number {
    const known = this.#planes.some(
      (plane) => plane.buffer === buffer && plane.byteOffset === byteOffset,
    );
    if (known) return byteOffset;
    throw new RangeError('cells that begin no plane of the kernel');
  }
}
