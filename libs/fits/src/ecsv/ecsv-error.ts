import { NightSkiesError, problem } from '@nightskies/contracts';

/** A text that is not what ECSV 1.0 asks for. */
export function ecsvError(
  message: string,
  details: { file?: string; line?: number; found: string; expected: string; hint?: string },
): NightSkiesError {
  const { file, line, found, expected, hint } = details;
  return new NightSkiesError(
    problem('ecsv-unreadable', line === undefined ? message : `line ${line}: ${message}`, {
      ...(file === undefined ? {} : { file }),
      found,
      expected,
      hint: hint ?? 'Correct the file, or write it again with the program that made it.',
    }),
  );
}
