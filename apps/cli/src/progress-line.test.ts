import type { RunStatus } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { countTasks, timeLeft } from './progress-line.js';

describe('progress', () => {
  it('counts everything that is settled, whatever its outcome', () => {
    const status: Pick<RunStatus, 'progress'> = {
      progress: [
        {
          type: 'calibration.frame',
          counts: { waiting: 1, queued: 2, done: 3, reused: 4, failed: 5, 'left-out': 6 },
        },
      ],
    };
    expect(countTasks(status)).toEqual({ settled: 18, total: 21 });
  });

  it('tells the time left from the rate so far', () => {
    expect(timeLeft(10, 0, 100)).toBe('time left unknown');
    expect(timeLeft(10, 50, 100)).toBe('10 s left');
    expect(timeLeft(10, 5, 100)).toBe('4 min left');
    expect(timeLeft(10, 100, 100)).toBe('0 s left');
  });
});
