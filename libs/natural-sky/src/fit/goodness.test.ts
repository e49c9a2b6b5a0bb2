import { expect, test } from 'vitest';
import { gradeOf } from './goodness.js';

const perfect = {
  usableFraction: 0.97,
  scatterNl: 2,
  airglowZenithNl: 40,
  airglowSigmaNl: 2,
  artificialShare: 0.05,
  converged: true,
  atLimit: [],
};

test('a clear dark night gets 5, with its figures as the reason', () => {
  const { grade, reasons } = gradeOf(perfect, []);
  expect(grade).toBe(5);
  expect(reasons).toEqual(['scatter 2.0 nL above 20 deg, 97 % of the sky used']);
});

test.each([
  ['a structured airglow', { scatterNl: 10 }, 3],
  ['half of the sky', { usableFraction: 0.5 }, 4],
  ['an airglow known to a third', { airglowSigmaNl: 13 }, 4],
  ['a city', { artificialShare: 3 }, 3],
  ['a fit that did not settle', { converged: false }, 3],
  ['a number at its limit', { atLimit: ['diffuseFactor'] }, 4],
])('%s costs what it should, with one reason', (_, change, grade) => {
  const graded = gradeOf({ ...perfect, ...change }, []);
  expect(graded.grade).toBe(grade);
  expect(graded.reasons).toHaveLength(1);
});

test('no grade falls below 0, and every reason is told', () => {
  const moon = { code: 'moon-up', sentence: 'The Moon was up.', lowersGradeBy: 4 };
  const bad = { ...perfect, scatterNl: 30, converged: false };
  const { grade, reasons } = gradeOf(bad, [moon]);
  expect(grade).toBe(0);
  expect(reasons).toHaveLength(3);
  expect(reasons).toContain('The Moon was up.');
});
