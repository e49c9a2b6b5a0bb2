import { Header } from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import { cameraTime, headerTime } from './offsets-time.js';

const timeOf = (cards: Readonly<Record<string, string | number>>) =>
  headerTime(Header.of(Object.entries(cards)));

describe('the time of a frame by its header', () => {
  it.each([
    {
      what: 'UT-OBS before a DATE-OBS in local time',
      cards: {
        'DATE-OBS': '2017-12-19T18:33:43.317-0700',
        'UT-OBS': '2017-12-20T01:33:43.317-0000',
        'MJD-OBS': 58107.065,
      },
      utc: '2017-12-20T01:33:43.317',
      source: 'UT-OBS',
    },
    {
      what: 'DATE-OBS brought to UTC by the zone it names',
      cards: { 'DATE-OBS': '2017-12-19T18:33:43.317-0700' },
      utc: '2017-12-20T01:33:43.317',
      source: 'DATE-OBS',
    },
    {
      what: 'DATE-OBS as UTC when it names none',
      cards: { 'DATE-OBS': '2026-11-01T21:03:04' },
      utc: '2026-11-01T21:03:04.000',
      source: 'DATE-OBS',
    },
    {
      what: 'date and time of day from two keywords',
      cards: { 'DATE-OBS': '2026-11-01', 'TIME-OBS': '21:03:04.5' },
      utc: '2026-11-01T21:03:04.500',
      source: 'DATE-OBS and TIME-OBS',
    },
    {
      what: 'MJD-OBS when there is nothing better',
      cards: { 'MJD-OBS': 58107.5 },
      utc: '2017-12-20T12:00:00.000',
      source: 'MJD-OBS',
    },
    {
      what: 'the Julian date',
      cards: { JD: 2451545 },
      utc: '2000-01-01T12:00:00.000',
      source: 'JD',
    },
  ])('is $what', ({ cards, utc, source }) => {
    expect(timeOf(cards)).toMatchObject({ startUtc: utc, source, conflict: null });
  });

  it('names keywords that contradict one another', () => {
    const { startUtc, conflict } = timeOf({
      'DATE-OBS': '2017-12-19T18:33:43',
      'UT-OBS': '2017-12-20T01:33:43',
    });
    expect(startUtc).toBe('2017-12-20T01:33:43.000');
    expect(conflict).toBe('DATE-OBS says 2017-12-19T18:33:43.000, UT-OBS 2017-12-20T01:33:43.000');
  });

  it('is not made up from what is no time', () => {
    for (const cards of [
      {},
      { 'DATE-OBS': '2026-11-01' },
      { 'DATE-OBS': '2026-02-30T10:00:00' },
      { 'DATE-OBS': '2026-11-01T25:00:00' },
      { 'DATE-OBS': 'tonight' },
      { JD: 12 },
    ]) {
      expect(timeOf(cards).startUtc).toBeNull();
    }
  });

  it('comes with the length of the exposure', () => {
    expect(timeOf({ EXPTIME: 60 }).exposureSeconds).toBe(60);
    expect(timeOf({ EXPOSURE: 2.5 }).exposureSeconds).toBe(2.5);
    expect(timeOf({}).exposureSeconds).toBeNull();
  });
});

describe("the time of a frame by the camera's clock", () => {
  const startLocal = '2026-11-01T21:03:04.25';
  it('is brought to UTC by the offset in its EXIF', () => {
    const exposure = { startLocal, utcOffset: '+01:00', seconds: 30 };
    expect(cameraTime(exposure, '-05:00')).toEqual({
      startUtc: '2026-11-01T20:03:04.250',
      source: 'EXIF',
      exposureSeconds: 30,
      conflict: null,
    });
  });

  it('needs the offset from a person when the camera does not tell it', () => {
    const exposure = { startLocal, utcOffset: null, seconds: 30 };
    expect(cameraTime(exposure, '-07:00').startUtc).toBe('2026-11-02T04:03:04.250');
    const unknown = cameraTime(exposure, undefined);
    expect(unknown.startUtc).toBeNull();
    expect(unknown.source).toContain('--utc-offset');
  });
});
