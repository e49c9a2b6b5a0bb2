import { NightSkiesError, problem } from '@nightskies/contracts';

/** Where and how a file departs from what was expected of it. */
export interface FitsErrorDetails {
  /** Name of the file, as given by the caller. */
  readonly file?: string | undefined;
  /** Byte offset in the (unpacked) file at which the fault lies. */
  readonly offset?: number | undefined;
  readonly found?: string;
  readonly expected?: string;
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A file that is not what FITS 4.0 asks for, or a value that FITS cannot hold. */
export class FitsError extends NightSkiesError {
  /** Name of the file, or null when the fault is in what was to be written. */
  readonly file: string | null;
  /** Byte offset in the (unpacked) file, or null when no place can be named. */
  readonly offset: number | null;

  constructor(code: string, message: string, details: FitsErrorDetails = {}) {
    const { file, offset, found, expected, hint, cause } = details;
    super(
      problem(code, offset === undefined ? message : `${message} (at byte ${offset})`, {
        ...(file === undefined ? {} : { file }),
        ...(found === undefined ? {} : { found }),
        ...(expected === undefined ? {} : { expected }),
        ...(hint === undefined ? {} : { hint }),
      }),
      { cause },
    );
    this.name = 'FitsError';
    this.file = file ?? null;
    this.offset = offset ?? null;
  }
}
