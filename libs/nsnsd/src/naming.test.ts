import { describe, expect, it } from 'vitest';
import {
  cropOfFrame,
  frameOfCrop,
  parseNightName,
  parseRawFileName,
  parseSetName,
  stemOf,
} from './naming.js';

describe('night folder names', () => {
  it.each([
    ['ROMO241004', { night: 'ROMO241004', park: 'ROMO', date: '2024-10-04' }],
    ['grca120730', { night: 'GRCA120730', park: 'GRCA', date: '2012-07-30' }],
    ['DEVA991231', { night: 'DEVA991231', park: 'DEVA', date: '1999-12-31' }],
    ['ROMO240229', { night: 'ROMO240229', park: 'ROMO', date: '2024-02-29' }],
  ])('%s is a park and a date', (name, expected) => {
    expect(parseNightName(name)).toEqual(expected);
  });

  it.each(['ROMO241304', 'ROMO230229', 'ROMO24100', 'ROMO2410041', 'ROM0241004', '1st', ''])(
    '%s is not a night',
    (name) => {
      expect(parseNightName(name)).toBeNull();
    },
  );
});

describe('set folder names', () => {
  it('are the closed list 1st to 8th in any case', () => {
    expect(['1st', '2nd', '3rd', '4th', '5th', '6th', '7th', '8TH'].map(parseSetName)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8,
    ]);
    expect(['9th', '1', '1st ', '2st', 'first'].map(parseSetName)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});

describe('raw file names', () => {
  it.each([
    ['ib001.fit', { role: 'science', number: 1, band: 'V', stem: 'ib001' }],
    ['IB045B.FITS', { role: 'science', number: 45, band: 'B', stem: 'ib045b' }],
    ['ib036b.fits.fz', { role: 'science', number: 36, band: 'B', stem: 'ib036b' }],
    ['ib036b.fts.gz', { role: 'science', number: 36, band: 'B', stem: 'ib036b' }],
    ['ib007.gz', { role: 'science', number: 7, band: 'V', stem: 'ib007' }],
    ['zenith2.fit', { role: 'zenith', number: 2, band: 'V', stem: 'zenith2' }],
    ['dark5.fit', { role: 'dark', number: 5, band: null, stem: 'dark5' }],
    ['mbias1.fit', { role: 'bias', number: 1, band: null, stem: 'mbias1' }],
    ['biasc6.fit', { role: 'bias-crop', number: 6, band: null, stem: 'biasc6' }],
    [
      'D:\\Night Skies\\ROMO241004\\1st\\Biasc52.FIT',
      { role: 'bias-crop', number: 52, band: null, stem: 'biasc52' },
    ],
    ['/data/a night/1st/ib010.fit', { role: 'science', number: 10, band: 'V', stem: 'ib010' }],
  ])('%s says what it is', (name, expected) => {
    expect(parseRawFileName(name)).toEqual(expected);
  });

  it.each([
    'ib046.fit',
    'ib000.fit',
    'ib001c.fit',
    'zenith3.fit',
    'zenith1b.fit',
    'biasc53.fit',
    'biasc0.fit',
    'dark1b.fit',
    'notes.fit',
    'ib001.txt',
    'ib001.fit.bak',
    'ib001',
    '',
  ])('%s is not one of the camera', (name) => {
    expect(parseRawFileName(name)).toBeNull();
  });

  it('lose their extensions in their stem, whatever the case', () => {
    expect(stemOf('C:\\a b\\IB001B.FITS.GZ')).toBe('ib001b');
  });
});

describe('frames and bias crops', () => {
  it('match by number: zenith1 6, ib001 7, ib045 51, zenith2 52', () => {
    expect(cropOfFrame({ role: 'zenith', number: 1 })).toBe(6);
    expect(cropOfFrame({ role: 'science', number: 1 })).toBe(7);
    expect(cropOfFrame({ role: 'science', number: 45 })).toBe(51);
    expect(cropOfFrame({ role: 'zenith', number: 2 })).toBe(52);
  });

  it('lead back and forth for every crop of the sequence, and to no frame for the first five', () => {
    for (let crop = 6; crop <= 52; crop += 1) {
      const frame = frameOfCrop(crop);
      expect(frame === null ? null : cropOfFrame(frame)).toBe(crop);
    }
    expect([0, 1, 5, 53].map(frameOfCrop)).toEqual([null, null, null, null]);
  });
});
