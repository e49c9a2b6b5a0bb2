import { NightSkiesError, problem } from '@nightskies/contracts';

/** A user's map that cannot be taken as it is. */
export function badSkyMap(
  file: string,
  message: string,
  details: { found: string; expected: string; hint: string },
): NightSkiesError {
  return new NightSkiesError(problem('sky-map-unreadable', message, { file, ...details }));
}
