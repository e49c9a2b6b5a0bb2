/** A file, or anything else with bytes at places. Synchronous: its users run in threads of their own. */
export interface ByteSource {
  /** Bytes. */
  readonly size: number;
  /** Fills all of `into` from byte `at`; never asked for bytes beyond `size`. */
  read(at: number, into: Uint8Array): void;
}

/** Where bytes go, in any order; every byte is written once. */
export interface ByteSink {
  /** Writes all of `bytes` from byte `at` on; they are used again by the caller afterwards. */
  write(at: number, bytes: Uint8Array): void;
}

/** Bytes in memory as a source. */
export function memorySource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read(at, into) {
      into.set(bytes.subarray(at, at + into.length));
    },
  };
}
