import { describe, expect, it } from 'vitest';
import { visitFisheye } from './fisheye-cells.js';
import { ZoneSums } from './zone-sums.js';

const near = (value: number, expected: number, relative: number): void => {
  expect(Math.abs(value / expected - 1)).toBeLessThan(relative);
};

describe('the old fisheye in its full size', () => {
  it('has the cells and the sums of 100 nL that areas ask for', () => {
    const edges = [70, 80, 90, 96] as const;
    const zones = edges.map(() => new ZoneSums(1));
    visitFisheye(1, (cell) => {
      edges.forEach((edge, i) => {
        if (cell.zenithDeg <= edge) zones[i].add(cell, 100);
      });
    });
    const counts = [5.4289e6, 6.8181e6, 8.2508e6, 9.1133e6];
    const scalar = [1.31596, 1.6527, 2, 2.20906];
    const horizontal = [0.88302, 0.96985, 1, 1];
    const vertical = [0.28659, 0.39001, 0.5, 0.56642];
    zones.forEach((zone, i) => {
      near(zone.count, counts[i], 1e-4);
      near(zone.totalMlx(), scalar[i], 1e-4);
      near(zone.horizontalMlx(), horizontal[i], 1e-4);
      for (const one of zone.verticalMlx(72)) near(one, vertical[i], 1e-4);
    });
  }, 60_000);
});
