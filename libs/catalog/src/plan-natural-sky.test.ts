import type { AirglowHistory } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { digestOf } from './fingerprint.js';
import type { Plan, PlannedTask } from './plan-types.js';
import { planRun } from './plan-run.js';
import { dependents } from './settle.js';
import { madeUpRequest, madeUpSet } from './test-support/made-up-set.js';

function task(plan: Plan, key: string): PlannedTask {
  const found = plan.tasks.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`no task ${key}`);
  return found;
}

const namesOf = (planned: PlannedTask, role: string): string[] =>
  planned.inputs.filter((input) => input.role === role).map(({ name }) => name);

const given = (changes: Partial<ReturnType<typeof madeUpSet>['given']>) =>
  planRun(
    madeUpRequest({
      sets: [{ ...madeUpSet(), given: { ...madeUpSet().given, ...changes } }],
    }),
  );

describe('the sky stages of a set', () => {
  const plan = planRun(madeUpRequest({ bands: ['V', 'B'] }));

  it('separate natural from artificial light in V, and measure all light in both bands', () => {
    const bandsOf = (type: string) =>
      plan.tasks.filter((one) => one.type === type).map(({ scope }) => scope.band);
    expect(bandsOf('natural-sky.fit')).toEqual(['V']);
    expect(bandsOf('natural-sky.subtract')).toEqual(['V']);
    expect(bandsOf('metrics.measure')).toEqual(['V', 'B']);
  });

  it('leave what is seen of all light as it is when the fit changes', () => {
    const next = dependents(plan.tasks);
    const after = (task: PlannedTask): PlannedTask[] =>
      (next.get(task.key) ?? []).flatMap((one) => [one, ...after(one)]);
    const changed = after(task(plan, 'natural-sky.fit ROMO241004 1 V'));
    expect(new Set(changed.map(({ type }) => type))).toEqual(
      new Set([
        ...['natural-sky.residuals', 'natural-sky.subtract'],
        ...['metrics.measure', 'metrics.glow', 'metrics.night'],
      ]),
    );
    const [file] = changed.filter(({ type }) => type === 'natural-sky.subtract');
    expect(file && next.get(file.key)).toBeUndefined();
  });

  it('propose a mask from the frames that see the horizon, with their stars', () => {
    const mask = task(plan, 'natural-sky.mask ROMO241004 1 V');
    expect(namesOf(mask, 'frame')).toHaveLength(30);
    expect(namesOf(mask, 'stars')).toHaveLength(30);
    expect(namesOf(mask, 'given')).toEqual([]);
  });

  it('take a mask given by hand as it is', () => {
    const mask = task(
      given({ mask: { name: 'mask.tif', digest: digestOf('painted') } }),
      'natural-sky.mask ROMO241004 1 V',
    );
    expect(namesOf(mask, 'given')).toEqual(['mask.tif']);
    expect(namesOf(mask, 'frame')).toEqual([]);
  });

  it('take a map given in the place of a component', () => {
    const planned = given({ sky: { galactic: { name: 'milky.fits', digest: digestOf('m') } } });
    const components = task(planned, 'natural-sky.components ROMO241004 1 V');
    expect(namesOf(components, 'galactic')).toEqual(['milky.fits']);
    expect(namesOf(components, 'zodiacal')).toEqual([]);
  });

  it.each([
    ['airglow-zenith', 45],
    ['adl-factor', 1.1],
    ['far-glow', 2],
    ['moonlight', 'subtract'],
  ])('keep the components of the sky when %s is chosen', (name, value) => {
    const key = 'natural-sky.components ROMO241004 1 V';
    const chosen = planRun(
      madeUpRequest({ sets: [{ ...madeUpSet(), choices: { [name]: value } }] }),
    );
    expect(task(chosen, key)).toEqual(task(plan, key));
    const [was, is] = [plan, chosen].map((of) => task(of, 'natural-sky.fit ROMO241004 1 V'));
    expect(is).not.toEqual(was);
  });

  it('make the components of the sky anew when their height is chosen', () => {
    const chosen = planRun(
      madeUpRequest({ sets: [{ ...madeUpSet(), choices: { 'airglow-height': 110 } }] }),
    );
    const components = task(chosen, 'natural-sky.components ROMO241004 1 V');
    expect(components.parameters['airglow-height']).toBe(110);
  });

  it('follow what a person chose for the set rather than the run', () => {
    const chosen = planRun(
      madeUpRequest({ sets: [{ ...madeUpSet(), choices: { 'airglow-zenith': 45 } }] }),
    );
    const fit = task(chosen, 'natural-sky.fit ROMO241004 1 V');
    expect(fit.parameters['airglow-zenith']).toBe(45);
  });

  it('have one report of the night for all its sets and bands', () => {
    const both = planRun(
      madeUpRequest({ bands: ['V', 'B'], sets: [madeUpSet(), { ...madeUpSet(), set: 2 }] }),
    );
    const reports = both.tasks.filter(({ type }) => type === 'metrics.night');
    expect(reports.map(({ key }) => key)).toEqual(['metrics.night ROMO241004 1 V']);
    expect(reports.flatMap((report) => namesOf(report, 'metrics'))).toEqual([
      ...['set1-B.json', 'set1-V.json', 'set2-B.json', 'set2-V.json'],
    ]);
    const blue = planRun(madeUpRequest({ bands: ['B'] }));
    const [report] = blue.tasks.filter(({ type }) => type === 'metrics.night');
    expect(report && namesOf(report, 'metrics')).toEqual(['set1-B.json']);
    expect(report && namesOf(report, 'fit')).toEqual([]);
  });

  it('propose no mask under compat: the old pipeline had none without a person', () => {
    const old = planRun(madeUpRequest({}, { compat: 'nsnsd' }));
    expect(old.tasks.some(({ type }) => type === 'natural-sky.mask')).toBe(false);
    const components = task(old, 'natural-sky.components ROMO241004 1 V');
    expect(namesOf(components, 'origin')).toEqual([]);
  });
});

describe('the airglow of a camera', () => {
  const past: AirglowHistory = {
    ...{ format: 1, camera: 'ML3', band: 'V' },
    sets: [1, 2, 3].map((set) => ({
      ...{ night: 'ROMO230919', set, airglowZenithNl: 40 + set, uncertaintyNl: 2 },
    })),
  };
  const planned = (history: AirglowHistory, parameters: Readonly<Record<string, string>> = {}) =>
    planRun(
      madeUpRequest(
        {
          bands: ['V', 'B'],
          sets: [madeUpSet({ changes: { airglowHistory: { V: history, B: history } } })],
        },
        parameters,
      ),
    );

  it('enters the fit of the natural sky as a snapshot, and nothing else', () => {
    const plan = planned(past);
    const snapshots = plan.snapshots.filter(({ kind }) => kind === 'airglow-history');
    expect(snapshots.map(({ text }) => JSON.parse(text) as unknown)).toEqual([past]);
    const readers = plan.tasks.filter(({ inputs }) =>
      inputs.some(({ from }) => 'artifact' in from && from.artifact === snapshots[0]?.digest),
    );
    expect(readers.map(({ key }) => key)).toEqual(['natural-sky.fit ROMO241004 1 V']);
    expect(namesOf(task(plan, 'natural-sky.fit ROMO241004 1 V'), 'history')).toEqual([
      'history.json',
    ]);
  });

  it('is no input of a set with fewer than three others, whose fit stays as it was', () => {
    const without = planRun(madeUpRequest({ bands: ['V', 'B'] }));
    const { tasks, snapshots } = planned({ ...past, sets: past.sets.slice(1) });
    expect({ tasks, snapshots }).toEqual({ tasks: without.tasks, snapshots: without.snapshots });
  });

  it('is nothing to the old pipeline', () => {
    const { snapshots } = planned(past, { compat: 'nsnsd' });
    expect(snapshots.map(({ kind }) => kind)).not.toContain('airglow-history');
  });
});
