import { FitsError, type FitsErrorDetails } from '../errors.js';

/** The image a fault is in. */
export interface ImagePlace {
  /** Name of the file. */
  readonly file: string;
  /** Byte offset of the header. */
  readonly offset: number;
}

/** A compressed image that is not what FITS 4.0, section 10, asks for. */
export function compressionError(
  { file, offset }: ImagePlace,
  message: string,
  details: FitsErrorDetails,
): FitsError {
  return new FitsError('fits-bad-compression', `compressed image: ${message}`, {
    file,
    offset,
    hint: 'The file is damaged; get it again from where it was made.',
    ...details,
  });
}
