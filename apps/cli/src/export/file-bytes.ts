import { closeSync, openSync, writeSync } from 'node:fs';
import type { ByteSink } from '@nightskies/fits';

/**
 * Lets a file be written at places.
 *
 * @param write gets the sink; what it gives is given on
 */
export function writeBytes<T>(path: string, write: (sink: ByteSink) => T): T {
  const descriptor = openSync(path, 'w');
  try {
    return write({
      write(at, bytes) {
        for (let done = 0; done < bytes.length;) {
          done += writeSync(descriptor, bytes, done, bytes.length - done, at + done);
        }
      },
    });
  } finally {
    closeSync(descriptor);
  }
}
