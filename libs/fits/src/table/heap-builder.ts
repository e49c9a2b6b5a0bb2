/** A column of descriptors: its TFORM and the descriptors of all rows. */
export interface Descriptors {
  readonly form: string;
  readonly bytes: Uint8Array;
}

/** The heap of a table to be written, filled column by column. */
export class HeapBuilder {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  /** Bytes of all pieces. */
  get length(): number {
    return this.#length;
  }

  /** Takes the cells of a column; its descriptors are of 64 bits where 32 do not reach. */
  store(
    letter: string,
    cells: readonly { readonly bytes: Uint8Array; readonly elements: number }[],
  ): Descriptors {
    const total = cells.reduce((sum, { bytes }) => sum + bytes.length, this.#length);
    const wide = total >= 2 ** 31;
    const descriptors = Buffer.alloc(cells.length * (wide ? 16 : 8));
    let most = 0;
    let at = 0;
    for (const { bytes, elements } of cells) {
      most = Math.max(most, elements);
      if (wide) {
        at = descriptors.writeBigInt64BE(BigInt(elements), at);
        at = descriptors.writeBigInt64BE(BigInt(this.#length), at);
      } else {
        at = descriptors.writeInt32BE(elements, at);
        at = descriptors.writeInt32BE(this.#length, at);
      }
      this.#pieces.push(bytes);
      this.#length += bytes.length;
    }
    return { form: `1${wide ? 'Q' : 'P'}${letter}(${most})`, bytes: descriptors };
  }

  /** All pieces into `out`, which has `length` bytes. */
  writeTo(out: Uint8Array): void {
    let at = 0;
    for (const piece of this.#pieces) {
      out.set(piece, at);
      at += piece.length;
    }
  }
}
