import { FrameSampler } from '@nightskies/pixels';
import {
  apparentTurn,
  cameraAxes,
  cellDirections,
  icrsCells,
  layeredRefraction,
  observerFrame,
  turnDirections,
} from '@nightskies/sky';
import { expect, it } from 'vitest';

it('directions among the stars are turned by the kernel to the last bit', () => {
  const site = { latitudeDeg: 40.3, heightM: 2800 };
  const sky = observerFrame({
    ...{ ...site, longitudeDeg: -105.6, jdUtc: 2461346.7 },
    refraction: layeredRefraction({
      ...{ pressureHpa: 720, temperatureC: 4, relativeHumidity: 0.4, wavelengthUm: 0.55 },
      ...site,
    }),
  });
  const turn = apparentTurn(sky, { lowestDeg: -6, highestDeg: 40 });
  const grid = icrsCells(1);
  const icrs = cellDirections(grid.columns);
  const seen = cellDirections(grid.columns);
  const camera = {
    axes: cameraAxes({ azimuthDeg: 80, altitudeDeg: 17, rollDeg: 3 }),
    ...{ axisX: 30, axisY: 30, pixelsPerUnitX: 140, pixelsPerUnitY: 140 },
    law: { kind: 'radial', coefficient: 0.1 },
  } as const;
  const samplers = [turn, null].map((turned) => {
    const sampler = new FrameSampler({ interpolation: 'bilinear' });
    sampler.columns(new Float64Array(grid.columns), new Float64Array(grid.columns));
    sampler.room({ width: 61, height: 61 });
    sampler.aim(camera, 1, 1, turned);
    return sampler;
  });
  let placed = 0;
  for (let row = 0; row < grid.rows; row += 7) {
    grid.directions(row, 0, grid.columns, icrs);
    turnDirections(turn, icrs, grid.columns, seen);
    const [kernel, twin] = [icrs, seen].map(({ x: north, y: east, z: up }, k) =>
      samplers[k].sampleDirections({ north, east, up }),
    );
    expect(kernel.x).toEqual(twin.x);
    expect(kernel.y).toEqual(twin.y);
    placed += kernel.x.filter((x) => !Number.isNaN(x)).length;
  }
  expect(placed).toBeGreaterThan(1000);
});
