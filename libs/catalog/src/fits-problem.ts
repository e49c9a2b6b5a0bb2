import type { Problem } from '@nightskies/contracts';
import type { FitsError } from '@nightskies/fits';

/** The problem of a file that could not be read, under the codes of ingest and with its path. */
export function problemOfFile(error: FitsError, path: string): Problem {
  const code = error.code === 'fits-not-fits' ? 'not-fits' : error.code;
  return { ...error.problem, code, file: path };
}
