import { expect, it } from 'vitest';
import { writeFits } from '@nightskies/fits';
import { checkMaster, type MasterFacts } from './check-master.js';
import { fitsBytes, type Cards } from './test-support/made-up-files.js';

const factsOf = (name: string, cards: Cards): MasterFacts | null =>
  checkMaster(fitsBytes(cards), { path: `/ccd/Images/Master/${name}`, size: 0 }).facts;

it('a master says in its header what it is', () => {
  expect(
    factsOf('a.fit', {
      IMAGETYP: 'MFLAT',
      FILTER: 'B',
      INSTRUME: 'SIM 1, lens',
      'DATE-OBS': '2026-10-01T04:00:00',
    }),
  ).toMatchObject({ role: 'flat', band: 'B', camera: 'SIM1', date: '2026-10-01', width: 8 });
  expect(factsOf('b.fit', { IMAGETYP: 'MDARK', INSTRUME: 'SIM 1' })).toMatchObject({
    role: 'thermal',
    band: null,
    camera: 'SIM1',
    date: null,
  });
});

it.each([
  ['ML3Flat_V_2023.fit', { role: 'flat', band: 'V', camera: 'ML3', date: '2023-01-01' }],
  ['ML3Flat_B_2023.FIT', { role: 'flat', band: 'B', camera: 'ML3', date: '2023-01-01' }],
  ['ML3bias.fit', { role: 'bias', band: null, camera: 'ML3', date: null }],
  ['ML3thermal_1sec.fit', { role: 'thermal', band: null, camera: 'ML3', date: null }],
  ['picture.fit', { role: null, band: null, camera: null, date: null }],
])('without such cards, %s says it by its name', (name, facts) => {
  expect(factsOf(name, {})).toMatchObject(facts);
});

it('a master that cannot be read is a problem with the name of the file', () => {
  const path = '/ccd/Images/Master/ML3bias.fit';
  const bad = [
    fitsBytes({}).subarray(0, 3000),
    writeFits([{ shape: [2, 2, 2], data: new Uint16Array(8) }]),
  ];
  expect(
    bad.map((bytes) => {
      const { facts, problems } = checkMaster(bytes, { path, size: 0 });
      return [facts, problems.map(({ code, file }) => [code, file])];
    }),
  ).toEqual([
    [null, [['fits-truncated', path]]],
    [null, [['not-an-image', path]]],
  ]);
});
