import { describe, expect, it } from 'vitest';
import {
  canonicalJson,
  describeProblem,
  jsonSchema,
  NightSkiesError,
  parseRunParameters,
  problem,
  problemOf,
  runParameterNames,
  taskFinishedEventSchema,
  taskFinishedType,
  taskTypes,
} from './index.js';

describe('run parameters', () => {
  it('have a default each', () => {
    const parameters = parseRunParameters({});
    for (const name of runParameterNames) expect(parameters[name]).toBeDefined();
    expect(parameters.masters).toBe('standard');
  });

  it('are refused all at once, each named', () => {
    const attempt = (): unknown =>
      parseRunParameters({ masters: 'noon', 'map-step': '-1', colour: 'red' });
    expect(attempt).toThrow(NightSkiesError);
    expect(attempt).toThrow(/colour: unknown parameter.*map-step=-1.*masters=noon/);
  });

  it('of cells that do not fill a map are refused by their own name', () => {
    for (const [name, step] of [
      ['map-step', '0.07'],
      ['full-map-step', '0.0261'],
      ['equatorial-map-step', '0.7'],
    ] as const) {
      expect(() => parseRunParameters({ [name]: step })).toThrow(
        `${name}=${step}: Cells must fill`,
      );
    }
    const steps = { 'map-step': '0.5', 'full-map-step': '4.8', 'equatorial-map-step': '0.12' };
    expect(parseRunParameters(steps)).toMatchObject({ 'full-map-step': 4.8 });
  });
});

describe('canonical JSON', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: 1, a: [true, null, 'x'] })).toBe('{"a":[true,null,"x"],"b":1}');
    expect(canonicalJson({ a: [true, null, 'x'], b: 1 })).toBe('{"a":[true,null,"x"],"b":1}');
  });
});

describe('task types', () => {
  it('are named service.verb and keyed by their name', () => {
    for (const [key, type] of Object.entries(taskTypes)) {
      expect(type.name).toBe(key);
      expect(key.split('.')[0]).toBe(type.service);
    }
  });
});

describe('problems', () => {
  it('read as file, what, found, expected, hint', () => {
    const item = problem('wrong-size', 'the frame has another size than its set', {
      file: 'ib003.fit',
      found: '512 x 512',
      expected: '1024 x 1024',
      hint: 'Remove the file.',
    });
    expect(describeProblem(item)).toBe(
      'ib003.fit: the frame has another size than its set; found 512 x 512; expected 1024 x 1024\n    hint: Remove the file.',
    );
  });

  it('keep what was thrown, and call a foreign error a fault of the program', () => {
    const item = problem('not-fits', 'not a FITS file');
    expect(problemOf(new NightSkiesError(item))).toBe(item);
    expect(problemOf(new TypeError('x is undefined')).code).toBe('internal-error');
  });
});

describe('messages', () => {
  it('keep attributes they do not know', () => {
    const event = {
      specversion: '1.0',
      id: '1',
      source: 'test',
      type: taskFinishedType,
      datacontenttype: 'application/json',
      partitionkey: 'kept',
      data: {
        taskId: '1',
        runId: '1',
        attempt: 1,
        type: 'calibration.frame',
        fingerprint: 'a'.repeat(64),
        outcome: 'done',
        outputs: [],
        problems: [],
        seconds: 0.5,
      },
    };
    expect(taskFinishedEventSchema.parse(event)).toEqual(event);
  });
});

describe('a JSON value', () => {
  it('is whatever JSON text can hold, however deep', () => {
    const value = { night: 'ROMO241004', sets: [1, -2.5e-3, { band: null, bad: false }, []] };
    for (const item of [value, [value, [value]], 'text', 0, true, null, {}, JSON.parse('{}')]) {
      expect(jsonSchema.parse(item)).toEqual(item);
      expect(JSON.parse(JSON.stringify(jsonSchema.parse(item)))).toEqual(item);
    }
  });

  it('is nothing that JSON text would lose or change', () => {
    const others = [
      Number.NaN,
      -Infinity,
      undefined,
      1n,
      new Date(0),
      new Map(),
      () => 1,
      Symbol('x'),
    ];
    for (const other of [...others, new Uint8Array(2)]) {
      for (const item of [other, [1, other], { name: other }, { deep: [{ name: other }] }]) {
        expect(jsonSchema.safeParse(item).success).toBe(false);
      }
    }
  });
});
