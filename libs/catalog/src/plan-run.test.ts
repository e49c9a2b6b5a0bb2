import { describe, expect, it } from 'vitest';
import {
  cameraConstantsSchema,
  taskTypes,
  type TaskType,
  type ZeropointHistory,
} from '@nightskies/contracts';
import { digestOf, planDigest } from './fingerprint.js';
import type { Plan, PlannedTask } from './plan-types.js';
import { planRun } from './plan-run.js';
import {
  madeUpCalibration,
  madeUpConstants,
  madeUpRequest,
  madeUpSet,
} from './test-support/made-up-set.js';

function task(plan: Plan, key: string): PlannedTask {
  const found = plan.tasks.find((candidate) => candidate.key === key);
  if (found === undefined) throw new Error(`no task ${key}`);
  return found;
}

const namesOf = (planned: PlannedTask, role: string): string[] =>
  planned.inputs.filter((input) => input.role === role).map(({ name }) => name);
const rendersOf = (plan: Plan, map: string): PlannedTask[] =>
  plan.tasks.filter(
    (planned) =>
      planned.type === 'mosaic.render' &&
      planned.scope.band === 'V' &&
      planned.arguments['map'] === map,
  );
const countOf = (plan: Plan, type: string): number =>
  plan.tasks.filter((candidate) => candidate.type === type).length;

describe('a complete set', () => {
  const plan = planRun(madeUpRequest({ bands: ['V', 'B'] }));

  it('has every frame calibrated and every science frame of each band on the map', () => {
    expect(plan.problems).toEqual([]);
    expect(plan.caveats).toEqual([]);
    expect(countOf(plan, 'calibration.masters')).toBe(2);
    expect(countOf(plan, 'calibration.frame')).toBe(47 + 3);
    expect(countOf(plan, 'photometry.measure')).toBe(45 + 3);
    expect(countOf(plan, 'photometry.fit')).toBe(2);
    expect(countOf(plan, 'mosaic.remove-stars')).toBe(47 + 3);
    expect(countOf(plan, 'mosaic.compare')).toBe(2);
    for (const map of ['', '-full', '-equatorial']) {
      expect(countOf(plan, `mosaic.assemble${map}`)).toBe(2);
    }
    expect(countOf(plan, 'metrics.report')).toBe(2);
  });

  it('compares the zenith frames with each other, and puts them into no map', () => {
    const compare = task(plan, 'mosaic.compare ROMO241004 1 V');
    expect(namesOf(compare, 'zenith')).toEqual(['zenith1.fit', 'zenith2.fit']);
    expect(namesOf(compare, 'frame')).toHaveLength(45);
    for (const planned of plan.tasks.filter(({ type }) => type === 'mosaic.render')) {
      expect(namesOf(planned, 'frame').join()).not.toContain('zenith');
    }
  });

  it('names the products a person asked for', () => {
    const kinds = plan.products.filter(({ band }) => band === 'B').map(({ kind }) => kind);
    expect(kinds).toEqual([
      'frame-astrometry',
      'frame-astrometry',
      'frame-astrometry',
      'set-astrometry',
      'pointing-table',
      'pointing-plot',
      'coordinates-table',
      'photometric-fit',
      'star-photometry',
      'extinction-stars',
      'extinction-plot',
      'extinction-residuals',
      'growth-plot',
      'zeropoint-plot',
      'overlap-report',
      'overlap-plot',
      'brightness-map',
      'map-origin',
      'sky-brightness-dn',
      'sky-brightness-mag',
      'sky-brightness-small',
      'faint-starlight',
      'sky-brightness-full',
      'equatorial-map',
      'metrics',
      'panorama',
      'fisheye',
      'vertical-plot',
    ]);
  });

  it('matches frames and bias crops by number, B with the crop of V', () => {
    const cropOf = (frame: string, band = 'V'): string[] =>
      namesOf(task(plan, `calibration.frame ROMO241004 1 ${band} ${frame}`), 'crop');
    expect(cropOf('zenith1')).toEqual(['biasc6.fit']);
    expect(cropOf('ib001')).toEqual(['biasc7.fit']);
    expect(cropOf('ib045')).toEqual(['biasc51.fit']);
    expect(cropOf('zenith2')).toEqual(['biasc52.fit']);
    expect(cropOf('ib008b', 'B')).toEqual(['biasc14.fit']);
  });

  it('gives each task just the parameters, roles and outputs its type declares', () => {
    const byKey = new Map(plan.tasks.map((planned) => [planned.key, planned]));
    for (const planned of plan.tasks) {
      const type: TaskType = taskTypes[planned.type];
      expect(Object.keys(planned.parameters).sort()).toEqual([...type.parameters].sort());
      expect(planned.version).toBe(type.version);
      const names = planned.inputs.map(({ role, name }) => `${role}/${name}`);
      expect(new Set(names).size).toBe(names.length);
      for (const [role, rule] of Object.entries(type.inputs)) {
        const count = namesOf(planned, role).length;
        if (rule.required) expect(count).toBe(1);
        if (!rule.many) expect(count).toBeLessThanOrEqual(1);
      }
      for (const { from, kind } of planned.inputs) {
        if (!('task' in from)) continue;
        const { outputs }: TaskType = taskTypes[byKey.get(from.task)?.type ?? planned.type];
        expect(new Map(Object.entries(outputs)).get(from.output)?.kind).toBe(kind);
      }
    }
  });

  it('lists a task after all tasks it takes inputs from, so there is no circle', () => {
    const before = new Set<string>();
    for (const planned of plan.tasks) {
      for (const { from } of planned.inputs)
        if ('task' in from) expect(before).toContain(from.task);
      expect(before).not.toContain(planned.key);
      before.add(planned.key);
    }
  });

  it('covers each map with tiles that do not overlap', () => {
    const cells = (map: string): number[] =>
      rendersOf(plan, map).map(({ arguments: range }) => {
        const of = (name: string): number => Number(range[name]);
        return (of('columnEnd') - of('columnStart')) * (of('rowEnd') - of('rowStart'));
      });
    const sum = (counts: readonly number[]): number => counts.reduce((all, one) => all + one, 0);
    expect(sum(cells('star-free'))).toBe(7200 * 1920);
    expect(sum(cells('full'))).toBe(13_800 * 3680);
    expect(sum(cells('equatorial'))).toBe(3600 * 1800);
    expect(Math.max(...cells('full'), ...cells('equatorial'))).toBeLessThan(1.06e6);
  });

  it('takes only frames near a tile into it: the horizon of the north knows no zenith frame, the zenith all', () => {
    const frames = rendersOf(plan, 'star-free').map((planned) => namesOf(planned, 'frame'));
    const lowest = frames.at(0) ?? [];
    const highest = frames.at(-1) ?? [];
    expect(lowest).not.toContain('ib041.fit');
    expect(lowest).toContain('ib009.fit');
    for (const number of [41, 42, 43, 44, 45]) expect(highest).toContain(`ib0${number}.fit`);
  });

  it('keeps the constants of each camera and band as they were when it was planned', () => {
    expect(plan.snapshots.map(({ name }) => name)).toEqual(['ML3_V.json', 'ML3_B.json']);
    for (const { text, digest } of plan.snapshots) {
      expect(digestOf(text)).toBe(digest);
      expect(cameraConstantsSchema.parse(JSON.parse(text)).camera).toBe('ML3');
    }
  });

  it('titles its pictures with place, night, set and band', () => {
    expect(task(plan, 'metrics.report ROMO241004 1 V').arguments).toEqual({
      title: 'Rocky Mountain NP',
      subtitle: 'ROMO241004, data set 1, V band',
      centralAzimuthDeg: 30,
    });
  });

  it('is the same whatever the order in which its files and sets were found', () => {
    const set = madeUpSet();
    const second = { ...set, set: 2 };
    const one = planRun(madeUpRequest({ sets: [set, second], bands: ['V', 'B'] }));
    const reversed = { ...set, frames: set.frames.toReversed() };
    const other = planRun(madeUpRequest({ sets: [second, reversed], bands: ['B', 'V'] }));
    expect(planDigest(other)).toBe(planDigest(one));
  });
});

describe('frames and crops that are missing', () => {
  it('shift nothing: every other frame keeps its own crop', () => {
    const plan = planRun(
      madeUpRequest({ sets: [madeUpSet({ without: ['ib010.fit', 'zenith1.fit'] })] }),
    );
    expect(namesOf(task(plan, 'calibration.frame ROMO241004 1 V ib011'), 'crop')).toEqual([
      'biasc17.fit',
    ]);
    expect(namesOf(task(plan, 'calibration.masters ROMO241004 1 V'), 'reference')).toEqual([
      'ib001.fit',
    ]);
  });

  it('are named in every tile they would touch, in the map, and as a caveat', () => {
    const plan = planRun(
      madeUpRequest({ sets: [madeUpSet({ without: ['ib010.fit'], refused: ['ib042.fit'] })] }),
    );
    expect(task(plan, 'mosaic.assemble ROMO241004 1 V').arguments).toMatchObject({
      missingFrames: ['ib010', 'ib042'],
    });
    const renders = rendersOf(plan, 'star-free');
    const named = renders.filter(({ missing }) => missing.some(({ name }) => name === 'ib010.fit'));
    expect(named.length).toBeGreaterThan(0);
    expect(named.length).toBeLessThan(renders.length / 2);
    const top = renders.at(-1);
    expect(top?.missing).toEqual([
      { role: 'frame', name: 'ib042.fit', reason: 'refused: fits-truncated' },
    ]);
    expect(plan.caveats.map(({ code, found }) => [code, found])).toEqual([
      ['frames-missing', 'ib010'],
    ]);
  });

  it('give a frame without its crop the neighbours before and after, and say so', () => {
    const plan = planRun(
      madeUpRequest({ sets: [madeUpSet({ refused: ['biasc7.fit'], without: ['biasc8.fit'] })] }),
    );
    const planned = task(plan, 'calibration.frame ROMO241004 1 V ib001');
    expect(namesOf(planned, 'crop')).toEqual(['biasc6.fit', 'biasc9.fit']);
    expect(planned.missing).toEqual([
      { role: 'crop', name: 'biasc7.fit', reason: 'refused: fits-truncated' },
    ]);
    const next = task(plan, 'calibration.frame ROMO241004 1 V ib002');
    expect(next.missing).toEqual([
      { role: 'crop', name: 'biasc8.fit', reason: 'not in the set folder' },
    ]);
  });

  it('leave the first and last frame one neighbour only, never a crop of the calibration block', () => {
    const plan = planRun(
      madeUpRequest({ sets: [madeUpSet({ without: ['biasc6.fit', 'biasc52.fit'] })] }),
    );
    const crops = (frame: string): string[] =>
      namesOf(task(plan, `calibration.frame ROMO241004 1 V ${frame}`), 'crop');
    expect(crops('zenith1')).toEqual(['biasc7.fit']);
    expect(crops('zenith2')).toEqual(['biasc51.fit']);
  });

  it('of B are no gap: any subset is legal', () => {
    const plan = planRun(madeUpRequest({ bands: ['B'] }));
    expect(plan.caveats).toEqual([]);
    expect(task(plan, 'mosaic.assemble ROMO241004 1 B').arguments).toMatchObject({
      missingFrames: [],
    });
    const refused = planRun(
      madeUpRequest({ bands: ['B'], sets: [madeUpSet({ refused: ['ib008b.fit'] })] }),
    );
    expect(task(refused, 'mosaic.assemble ROMO241004 1 B').arguments).toMatchObject({
      missingFrames: ['ib008b'],
    });
  });
});

describe('masters', () => {
  const mastersOf = (
    parameters: Readonly<Record<string, string>>,
    band: 'V' | 'B' = 'V',
  ): PlannedTask =>
    task(
      planRun(madeUpRequest({ bands: [band] }, parameters)),
      `calibration.masters ROMO241004 1 ${band}`,
    );
  const roles = (planned: PlannedTask): string[] => [
    ...new Set(planned.inputs.map(({ role }) => role)),
  ];

  it('standard: the masters of the camera, with biases of the night for the read noise', () => {
    const planned = mastersOf({});
    expect(roles(planned)).toEqual([
      'bias',
      'camera',
      'crop',
      'flat',
      'linearity',
      'masterBias',
      'masterThermal',
      'reference',
      'science',
    ]);
    expect(namesOf(planned, 'reference')).toEqual(['zenith1.fit']);
  });

  it('of the night: no standard master takes part', () => {
    const planned = mastersOf({ masters: 'night' });
    expect(roles(planned)).not.toContain('masterBias');
    expect(namesOf(planned, 'dark')).toHaveLength(5);
    expect(namesOf(planned, 'bias')).toHaveLength(5);
  });

  it('in compat B is scaled by the first V frame, and nothing is measured', () => {
    const planned = mastersOf({ compat: 'nsnsd' }, 'B');
    expect(namesOf(planned, 'compatReference')).toEqual(['zenith1.fit']);
    expect(namesOf(planned, 'reference')).toEqual(['ib002b.fit']);
    expect(roles(planned)).not.toContain('science');
    expect(roles(planned)).not.toContain('bias');
    expect(roles(mastersOf({ compat: 'nsnsd' }))).not.toContain('compatReference');
  });

  it('measure the gain from science frames only when neither header nor constants state it', () => {
    expect(namesOf(mastersOf({}), 'science')).toEqual(
      ['001', '007', '012', '018', '023', '029', '034', '040', '045'].map((n) => `ib${n}.fit`),
    );
    expect(namesOf(mastersOf({}), 'crop')).toContain('biasc7.fit');
    expect(namesOf(mastersOf({}), 'crop')).toHaveLength(9);
    const calibration = madeUpCalibration('V');
    const gain = { value: 1.5, uncertainty: null, origin: 'cameras.json' };
    const stated = madeUpSet({
      changes: {
        calibration: {
          V: { ...calibration, camera: { ...madeUpConstants('V'), gainElectronsPerDn: gain } },
        },
      },
    });
    const set = madeUpSet();
    const inHeader = {
      ...set,
      frames: set.frames.map((frame) => ({ ...frame, gainElectronsPerDn: 1.4 })),
    };
    for (const known of [stated, inHeader]) {
      const plan = planRun(madeUpRequest({ sets: [known] }));
      expect(namesOf(task(plan, 'calibration.masters ROMO241004 1 V'), 'science')).toEqual([]);
    }
  });

  it('that are missing stop their band alone, with a hint', () => {
    const calibration = {
      V: madeUpCalibration('V'),
      B: { ...madeUpCalibration('B'), masterBias: null },
    };
    const standard = planRun(
      madeUpRequest({ bands: ['V', 'B'], sets: [madeUpSet({ changes: { calibration } })] }),
    );
    expect(standard.problems.map(({ code }) => code)).toEqual(['standard-masters-missing']);
    expect(new Set(standard.tasks.map(({ scope }) => scope.band))).toEqual(new Set(['V']));
    const darks = [1, 2, 3, 4, 5].map((number) => `dark${number}.fit`);
    const night = planRun(
      madeUpRequest({ sets: [madeUpSet({ without: darks })] }, { masters: 'night' }),
    );
    expect(night.problems.map(({ code, found }) => [code, found])).toEqual([
      ['night-masters-missing', '5 bias and 0 dark frames'],
    ]);
    expect(night.tasks).toEqual([]);
  });
});

describe('what is asked for', () => {
  it('ends with the service named by until', () => {
    const types = (until: 'catalog' | 'calibration' | 'astrometry' | 'mosaic'): string[] => [
      ...new Set(planRun(madeUpRequest({ until })).tasks.map(({ type }) => type)),
    ];
    expect(types('catalog')).toEqual([]);
    expect(types('calibration')).toEqual(['calibration.masters', 'calibration.frame']);
    expect(types('astrometry').slice(2)).toEqual(['astrometry.solve', 'astrometry.adjust']);
    expect(types('mosaic').at(-1)).toBe('mosaic.assemble-equatorial');
    const calibrated = planRun(madeUpRequest({ until: 'calibration' })).products;
    expect(calibrated).toHaveLength(47);
    expect(calibrated[1]).toMatchObject({ kind: 'calibrated-frame', frame: 'ib001' });
  });

  it('is refused by name for a band without frames, and for a set given twice', () => {
    const set = madeUpSet({ without: ['ib002b.fit', 'ib008b.fit', 'ib013b.fit'] });
    const plan = planRun(madeUpRequest({ bands: ['V', 'B'], sets: [set, set] }));
    expect(plan.problems.map(({ code }) => code)).toEqual(['no-frames', 'set-twice']);
    expect(countOf(plan, 'mosaic.assemble')).toBe(1);
  });

  it('makes no empty astrometry of a set with zenith frames alone, and says so', () => {
    const science = Array.from({ length: 45 }, (_, k) => `ib${String(k + 1).padStart(3, '0')}.fit`);
    for (const until of ['astrometry', null] as const) {
      const plan = planRun(madeUpRequest({ until, sets: [madeUpSet({ without: science })] }));
      expect(plan.problems.map(({ code }) => code)).toEqual(['no-science-frames']);
      expect(countOf(plan, 'astrometry.adjust')).toBe(0);
      expect(plan.products.filter(({ kind }) => kind === 'set-astrometry')).toEqual([]);
    }
  });

  it('says nothing more of a band whose calibration was refused', () => {
    const set = madeUpSet({ changes: { calibration: { V: madeUpCalibration('V') } } });
    const plan = planRun(madeUpRequest({ bands: ['V', 'B'], sets: [set] }));
    expect(plan.problems).toEqual([]);
    expect(countOf(plan, 'mosaic.assemble')).toBe(1);
  });

  it('recomputes on a changed parameter only what declares it', () => {
    const usual = planRun(madeUpRequest());
    const wider = planRun(madeUpRequest({}, { feather: '3' }));
    const changed = wider.tasks.filter(
      (planned, index) => JSON.stringify(planned) !== JSON.stringify(usual.tasks.at(index)),
    );
    expect(new Set(changed.map(({ type }) => type))).toEqual(new Set(['mosaic.render']));
  });

  it.each([
    ['feather', '3', ['star-free']],
    ['resampling', 'lanczos3', ['full', 'equatorial']],
  ])('makes only the maps anew that depend on %s', (name, value, maps) => {
    const usual = planRun(madeUpRequest());
    const other = planRun(madeUpRequest({}, { [name]: value }));
    for (const map of ['star-free', 'full', 'equatorial'] as const) {
      const same = JSON.stringify(rendersOf(other, map)) === JSON.stringify(rendersOf(usual, map));
      expect([map, same]).toEqual([map, !maps.includes(map)]);
    }
  });

  it('averages all pixels of cells that hold several, unless told otherwise', () => {
    const resamplingOf = (map: string, given: Readonly<Record<string, string>>): Set<unknown> =>
      new Set(
        rendersOf(planRun(madeUpRequest({}, given)), map).map(
          ({ parameters }) => parameters['resampling'],
        ),
      );
    // Pixels are 0.026 deg wide, cells among the stars 0.1 deg.
    expect(resamplingOf('equatorial', {})).toEqual(new Set(['area']));
    expect(resamplingOf('full', {})).toEqual(new Set(['bilinear']));
    expect(resamplingOf('full', { 'full-map-step': '0.1' })).toEqual(new Set(['area']));
    expect(resamplingOf('equatorial', { resampling: 'nearest' })).toEqual(new Set(['nearest']));
    expect(resamplingOf('star-free', { 'map-step': '0.5' })).toEqual(new Set(['bilinear']));
  });

  it('is one map where the others are not wanted, and no comparison where the old pipeline made none', () => {
    const one = planRun(madeUpRequest({}, { maps: 'star-free' }));
    expect(countOf(one, 'mosaic.assemble')).toBe(1);
    expect(countOf(one, 'mosaic.assemble-full') + countOf(one, 'mosaic.assemble-equatorial')).toBe(
      0,
    );
    expect(rendersOf(one, 'full')).toEqual([]);
    const old = planRun(madeUpRequest({}, { compat: 'nsnsd' }));
    expect(countOf(old, 'mosaic.compare') + countOf(old, 'mosaic.assemble-equatorial')).toBe(0);
    expect(countOf(old, 'mosaic.assemble-full')).toBe(1);
    expect(countOf(old, 'mosaic.remove-stars')).toBe(45);
  });

  it('matches the frames only when told to', () => {
    const overlapsOf = (plan: Plan): string[] =>
      rendersOf(plan, 'star-free').flatMap((planned) => namesOf(planned, 'overlaps'));
    expect(overlapsOf(planRun(madeUpRequest()))).toEqual([]);
    const matched = planRun(madeUpRequest({}, { 'background-matching': 'factor' }));
    expect(new Set(overlapsOf(matched))).toEqual(new Set(['overlaps.json']));
  });
});

describe('the zeropoints of a camera', () => {
  const past: ZeropointHistory = {
    format: 1,
    camera: 'ML3',
    band: 'V',
    sets: [
      { night: 'ROMO230919', set: 2, julianDate: null, zeropointMag: 14.77, uncertaintyMag: 0.01 },
    ],
  };

  it('enter the fit as a snapshot, and nothing else', () => {
    const plan = planRun(
      madeUpRequest({ sets: [madeUpSet({ changes: { history: { V: past } } })] }),
    );
    const snapshot = plan.snapshots.find(({ kind }) => kind === 'zeropoint-history');
    expect(JSON.parse(snapshot?.text ?? '')).toEqual(past);
    const readers = plan.tasks.filter(({ inputs }) =>
      inputs.some(({ from }) => 'artifact' in from && from.artifact === snapshot?.digest),
    );
    expect(readers.map(({ key }) => key)).toEqual(['photometry.fit ROMO241004 1 V']);
  });

  it('are nothing to the old pipeline', () => {
    const plan = planRun(
      madeUpRequest(
        { sets: [madeUpSet({ changes: { history: { V: past } } })] },
        { compat: 'nsnsd' },
      ),
    );
    expect(plan.snapshots.map(({ kind }) => kind)).toEqual(['camera-constants']);
  });

  it('are no input of a set whose camera has none', () => {
    const none = { ...past, sets: [] };
    const plan = planRun(
      madeUpRequest({ sets: [madeUpSet({ changes: { history: { V: none } } })] }),
    );
    expect(namesOf(task(plan, 'photometry.fit ROMO241004 1 V'), 'history')).toEqual([]);
    expect(plan.snapshots.map(({ kind }) => kind)).toEqual(['camera-constants']);
  });
});

describe('what a frame is measured with', () => {
  it('is the pointing the set gave it, and in compat its own solution as well', () => {
    const rolesOf = (compat: string): string[] => {
      const plan = planRun(madeUpRequest({}, { compat }));
      return task(plan, 'photometry.measure ROMO241004 1 V ib003').inputs.map(({ role }) => role);
    };
    expect(rolesOf('none')).toEqual(['astrometry', 'camera', 'frame']);
    expect(rolesOf('nsnsd')).toEqual(['astrometry', 'camera', 'frame', 'solution']);
  });
});
