import { NightSkiesError, problem } from '@nightskies/contracts';

/** A set of a night as a person names it. */
export interface SetName {
  readonly night: string;
  /** 1 to 8; 0 for all sets of the night, where the command takes that. */
  readonly set: number;
}

/**
 * `ROMO241004/1`, or `ROMO241004/1st` as the folder is called; a night alone is all its sets.
 *
 * @throws NightSkiesError `bad-option`
 */
export function parseSetName(text: string): SetName {
  const match = /^([^/\\]+)(?:[/\\]([1-8])(?:st|nd|rd|th)?)?$/.exec(text.trim());
  const night = match?.[1];
  if (night === undefined) {
    throw new NightSkiesError(
      problem('bad-option', 'this names no set of a night', {
        found: text,
        expected: 'a night, a slash and the number of a set, for example ROMO241004/1',
        hint: '`nightskies show NIGHT` lists the sets of a night.',
      }),
    );
  }
  return { night, set: match?.[2] === undefined ? 0 : Number(match[2]) };
}

/** The same where one set is meant. @throws NightSkiesError `bad-option` */
export function parseOneSet(text: string): SetName {
  const name = parseSetName(text);
  if (name.set !== 0) return name;
  throw new NightSkiesError(
    problem('bad-option', 'which set of the night is meant?', {
      found: text,
      expected: `a set such as ${name.night}/1`,
      hint: `\`nightskies show ${name.night}\` lists its sets.`,
    }),
  );
}
