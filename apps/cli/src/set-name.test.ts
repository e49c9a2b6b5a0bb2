import { describe, expect, it } from 'vitest';
import { parseOneSet, parseSetName } from './set-name.js';

describe('a set as a person names it', () => {
  it.each([
    ['ROMO241004/1', { night: 'ROMO241004', set: 1 }],
    ['ROMO241004/2nd', { night: 'ROMO241004', set: 2 }],
    ['ROMO241004\\3', { night: 'ROMO241004', set: 3 }],
    ['ROMO241004', { night: 'ROMO241004', set: 0 }],
  ])('%s is understood', (text, name) => {
    expect(parseSetName(text)).toEqual(name);
  });

  it.each(['', 'ROMO241004/9', 'a/b/c', '/1'])('%j is refused with an example', (text) => {
    expect(() => parseSetName(text)).toThrow(/names no set/);
  });

  it('has to be one set where one is meant', () => {
    expect(() => parseOneSet('ROMO241004')).toThrow(/which set/);
  });
});
