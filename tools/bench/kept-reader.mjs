import { closeSync, openSync, readSync } from 'node:fs';

/**
 * A reader of whole files into one memory that the next file overwrites: who reads many files saves
 * the system's cost of fresh memory, which is more than that of reading.
 */
export function keptReader(mostBytes) {
  const kept = Buffer.from(new ArrayBuffer(mostBytes));
  return (path) => {
    const file = openSync(path);
    try {
      let length = 0;
      for (;;) {
        const got = readSync(file, kept, length, kept.length - length, null);
        if (got === 0) break;
        length += got;
      }
      if (length === kept.length) throw new RangeError(`${path} has ${mostBytes} bytes or more`);
      return kept.subarray(0, length);
    } finally {
      closeSync(file);
    }
  };
}
