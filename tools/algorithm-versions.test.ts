import { expect, it } from 'vitest';
import { currentAlgorithms, recordedAlgorithms } from './algorithm-versions.mjs';

it('no algorithm changed under an unchanged version', async () => {
  const recorded = recordedAlgorithms();
  const current = await currentAlgorithms();
  const advice =
    'raise its version in libs/contracts/src/task-types.ts, or make sure that its outputs are the same bytes as before; then run node tools/algorithm-versions.mjs --record';
  expect(Object.keys(current).sort()).toEqual(Object.keys(recorded).sort());
  for (const [type, algorithm] of Object.entries(current)) {
    expect(algorithm, `${type}: ${advice}`).toEqual(recorded[type]);
  }
});

it('every task type stands on code of its own', async () => {
  const codes = Object.values(await currentAlgorithms()).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});
