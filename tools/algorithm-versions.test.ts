import { beforeAll, expect, it } from 'vitest';
import { currentAlgorithms, recordedAlgorithms } from './algorithm-versions.mjs';

let current: Awaited<ReturnType<typeof currentAlgorithms>>;

// Every module of every task is gathered: 10 s, and minutes beside other tests on a slow machine.
beforeAll(async () => {
  current = await currentAlgorithms();
}, 300_000);

it('no algorithm changed under an unchanged version', () => {
  const recorded = recordedAlgorithms();
  const advice =
    'raise its version in libs/contracts/src/task-types.ts, or make sure that its outputs are the same bytes as before; then run node tools/algorithm-versions.mjs --record';
  expect(Object.keys(current).sort()).toEqual(Object.keys(recorded).sort());
  for (const [type, algorithm] of Object.entries(current)) {
    expect(algorithm, `${type}: ${advice}`).toEqual(recorded[type]);
  }
});

it('every task type stands on code of its own', () => {
  const codes = Object.values(current).map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
});
