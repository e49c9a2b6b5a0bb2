import type { FramePlacement } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { doubtsOf } from './set-doubts.js';

const direction = { azimuthDeg: 96, altitudeDeg: 32.5 };

function placed(number: number, changes: Partial<FramePlacement> = {}): FramePlacement {
  return {
    frame: `ib${String(number).padStart(3, '0')}`,
    status: 'solved',
    reason: null,
    commanded: direction,
    pose: { ...direction, rollDeg: 0 },
    sigmaDeg: { along: 0.01, altitude: 0.01, roll: 0.01 },
    centre: { ...direction, raDeg: null, decDeg: null },
    matchedStars: 50,
    rmsPixels: 0.1,
    ...changes,
  };
}

const set = (count: number, changes: (number: number) => Partial<FramePlacement>) => ({
  frames: Array.from({ length: count }, (_, k) => placed(k + 1, changes(k + 1))),
});

describe('what is said of the pointings of a set', () => {
  it('is nothing of a set that is as it should be', () => {
    expect(
      doubtsOf(
        set(45, () => ({})),
        null,
      ),
    ).toEqual([]);
  });

  it('is the cause before its effects', () => {
    const frames = set(5, (number) => ({
      status: number === 1 ? 'disagrees' : 'solved',
      reason: number === 1 ? 'Its stars lie elsewhere.' : null,
      pose: { azimuthDeg: 96, altitudeDeg: 48, rollDeg: 0 },
    }));
    const doubts = doubtsOf(frames, 'The sky is turned.');
    expect(doubts.map(({ code }) => code)).toEqual([
      'clock-or-site-doubtful',
      'frames-disagree',
      'pointing-far-off',
    ]);
    expect(doubts[1]?.found).toBe('ib001: Its stars lie elsewhere');
  });

  it('lists few frames one by one, and counts many', () => {
    const own = (number: number): Partial<FramePlacement> => ({
      status: 'disagrees',
      reason: `It is ${number} deg off.`,
      pose: { azimuthDeg: 96, altitudeDeg: 32.5 + number, rollDeg: 0 },
    });
    const [few, far] = doubtsOf(set(4, own), null);
    expect(few?.found).toBe(
      'ib001: It is 1 deg off; ib002: It is 2 deg off; ib003: It is 3 deg off; ib004: It is 4 deg off',
    );
    expect(far?.found).toBe('ib004 4.0 deg');
    const [many, allFar] = doubtsOf(set(45, own), null);
    expect(many?.found).toMatch(/ib005: It is 5 deg off; and 40 more frames/);
    expect(allFar?.found).toBe('42 of 45 frames, ib045 by 45.0 deg');
  });

  it('names the air that was assumed where no elevation is stated', () => {
    const [one] = doubtsOf(
      set(3, () => ({})),
      null,
      ['ib002'],
    );
    expect(one).toMatchObject({ code: 'elevation-missing', found: 'no ELEVATIO in ib002' });
    const all = set(45, () => ({}));
    const names = all.frames.map(({ frame }) => frame);
    expect(doubtsOf(all, null, names)[0]?.found).toBe('no ELEVATIO in 45 frames (ib001 to ib045)');
  });
});
