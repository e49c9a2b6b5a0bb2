import { gunzipSync } from 'node:zlib';
import { FitsError } from './errors.js';

/** How far a packed file, or an image in compressed tiles, may grow. */
export interface UnpackLimits {
  /** Most bytes a packed file may unpack to; 4 GiB unless told. */
  readonly maxUnpackedBytes?: number;
  /** Most bytes out for each byte in, once more than 48 MiB have come out; 250 unless told. */
  readonly maxUnpackRatio?: number;
}

const mebibyte = 2 ** 20;
const alwaysAllowed = 48 * mebibyte;
/** Deflate cannot do better than 1032 to 1. */
const deflateRatio = 1032;

/** Formats that are not read, by their first bytes, and how to come to FITS from them. */
const foreign: readonly (readonly [magic: readonly number[], format: string, hint: string])[] = [
  [[0x1f, 0x9d], 'Unix compress (.Z)', 'Unpack it with uncompress first.'],
  [[0x42, 0x5a, 0x68], 'bzip2', 'Unpack it with bunzip2 first.'],
  [[0xfd, 0x37, 0x7a, 0x58], 'xz', 'Unpack it with unxz first.'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd', 'Unpack it with unzstd first.'],
  [[0x50, 0x4b, 0x03, 0x04], 'zip', 'Unpack the archive first.'],
];

/**
 * The bytes of a FITS file, unpacked when they are gzip (known by its first two bytes).
 *
 * @throws FitsError for other packings, broken gzip, and gzip that grows beyond the limits
 */
export function unpacked(bytes: Uint8Array, file: string, limits: UnpackLimits): Uint8Array {
  for (const [magic, format, hint] of foreign) {
    if (magic.every((byte, i) => bytes[i] === byte)) {
      throw new FitsError('fits-packed', `the file is packed as ${format}`, {
        file,
        offset: 0,
        found: format,
        expected: 'a FITS file, plain or gzip',
        hint,
      });
    }
  }
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzip(bytes, file, limits) : bytes;
}

/** What a number of packed bytes may unpack to. */
export function mostUnpacked(bytes: number, limits: UnpackLimits): number {
  const ratio = limits.maxUnpackRatio ?? 250;
  return Math.min(
    limits.maxUnpackedBytes ?? 4096 * mebibyte,
    Math.max(alwaysAllowed, Math.floor(bytes * ratio)),
  );
}

function gunzip(bytes: Uint8Array, file: string, limits: UnpackLimits): Uint8Array {
  const most = mostUnpacked(bytes.length, limits);
  try {
    return gunzipSync(bytes, { maxOutputLength: most, chunkSize: firstChunk(bytes, most) });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new FitsError(
        'fits-unpacks-too-large',
        'the packed file unpacks to more than allowed',
        {
          file,
          offset: bytes.length,
          found: `more than ${most} bytes from ${bytes.length} packed ones`,
          expected: `no more than ${most} bytes`,
          hint: 'If the file is sound, unpack it with gunzip first.',
          cause,
        },
      );
    }
    throw new FitsError('fits-broken-gzip', 'the packed file cannot be unpacked', {
      file,
      offset: bytes.length,
      found: `${code === 'Z_BUF_ERROR' ? 'the end of the file' : 'damaged data'} (${code})`,
      expected: 'a complete gzip stream',
      hint: 'Copy or download the file again; it is cut short or damaged.',
      cause,
    });
  }
}

// The last four bytes tell the unpacked size (RFC 1952). With room for all of it from the start
// nothing has to be copied together; a tale taller than deflate can tell is not believed.
function firstChunk(bytes: Uint8Array, most: number): number {
  const told =
    bytes.length < 18
      ? 0
      : new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  const believable = told <= Math.min(most, bytes.length * deflateRatio);
  return Math.max(65_536, believable ? told + 1 : 0);
}
