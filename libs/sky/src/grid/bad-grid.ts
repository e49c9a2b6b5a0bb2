import { NightSkiesError, problem } from '@nightskies/contracts';

/** A map that cannot be: what was asked for, what could be. */
export function badGrid(found: string, expected: string): NightSkiesError {
  return new NightSkiesError(
    problem('bad-parameter', 'there is no map of such cells', {
      ...{ found, expected },
      hint: 'Ask for another size of the map.',
    }),
  );
}
