import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { placeFigures, planFigures } from './figures.js';
import { titleOf } from './occasion.js';
import { madeUpProducts } from './workbooks/test-support/made-up-products.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies figures '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('the title of a picture for print', () => {
  it('says place, local date and local hour of the middle of the set', () => {
    const night = 'SIMA261101';
    expect(titleOf({ night, set: 2 }, [madeUpProducts()])).toBe(
      'Simulated Basin NP  October 31, 2026  20.0 hours LMT',
    );
    const { cards } = madeUpProducts();
    const named = madeUpProducts({ cards: { ...cards, site: 'Dry Lake' } });
    expect(titleOf({ night, set: 1 }, [named])).toContain('Simulated Basin NP  Dry Lake  October');
  });

  it('is left to the name of the night where place or time are not known', () => {
    const { cards } = madeUpProducts();
    const nowhere = madeUpProducts({ cards: { ...cards, longitudeDeg: null } });
    expect(titleOf({ night: 'SIMA261101', set: 1 }, [nowhere])).toBeNull();
    expect(titleOf({ night: 'SIMA261102', set: 1 }, [madeUpProducts()])).toBeNull();
    expect(titleOf({ night: 'SIMA261101', set: 7 }, [madeUpProducts()])).toBeNull();
  });
});

describe('figures of a night', () => {
  it('are not made of sets nothing was measured of', () => {
    expect(planFigures([madeUpProducts()], [], { folder, layout: 'nsnsd' })).toEqual([]);
  });

  it('are written once; one whose maps are not there is left out', async () => {
    const figures = [
      { path: 'a/one.png', make: () => Promise.resolve(new Uint8Array([1, 2])) },
      { path: 'two.png', make: () => Promise.resolve(null) },
    ];
    const to = { folder, force: false };
    const path = join(folder, 'a/one.png');
    expect(await placeFigures(figures, to)).toEqual([{ path, state: 'written', copy: 'pictures' }]);
    expect(await placeFigures(figures, to)).toMatchObject([{ state: 'unchanged' }]);
    expect(await readdir(folder)).toEqual(['a']);
  });
});
