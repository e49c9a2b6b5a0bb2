import {
  cameraAxes,
  cellDirections,
  directionOfPixel,
  horizontalCells,
  layeredRefraction,
  observerFrame,
  unitVector,
  type CameraModel,
  type CellGrid,
  type HorizontalDirection,
  type MapGrid,
  type ObserverFrame,
  type UnitVector,
} from '@nightskies/sky';
import type { MapFrame } from '../frames/map-frame.js';
import type { RenderedTile, RenderOptions } from '../render/tile-accumulator.js';
import { TileAccumulator } from '../render/tile-accumulator.js';
import { madeUpFrame, scan } from './made-up-frames.js';

/** A small camera as one might be measured, with every term of the law. */
export const smallCamera: CameraModel = {
  width: 64,
  height: 64,
  focalLengthPx: 134.4,
  principalPoint: { x: 32.4, y: 31 },
  radial: [-0.152, -0.21, 0.05],
  decentering: [0.0021, -0.0013],
  affinity: [0.00035, -0.00022],
};

/** Light of a direction: smooth over the whole sphere, no symmetry that a fault could hide behind. */
export function knownLight({ east, north, up }: UnitVector): number {
  return 100 + 20 * east * north + 15 * up * north * north - 12 * east * up + 9 * north;
}

/** Bound of the second derivatives of `knownLight` along any great circle, per rad^2. */
export const knownLightCurvature = 150;

/** A frame of a sky of which the light of every direction is known. */
export function skyFrame(
  pointing: HorizontalDirection & { readonly rollDeg?: number },
  light: (direction: UnitVector) => number,
  options: Parameters<typeof madeUpFrame>[2] & { readonly camera?: CameraModel } = {},
): MapFrame {
  const { camera = smallCamera, exposureSeconds = 1, binning = 16, ...others } = options;
  const rollDeg = pointing.rollDeg ?? 1.5;
  const axes = cameraAxes({ ...pointing, rollDeg });
  const pixel = (x: number, y: number): number => {
    const direction = directionOfPixel(camera, axes, x, y);
    if (direction === null) throw new Error('the camera shows no direction there');
    return light(unitVector(direction)) * exposureSeconds * binning * binning;
  };
  return madeUpFrame(pointing, pixel, {
    ...others,
    ...{ width: camera.width, height: camera.height, rollDeg, exposureSeconds, binning },
    lens: { kind: 'measured', camera },
  });
}

/** The usual scan of 45 frames of one sky, each exposed differently. */
export function skyScan(
  light: (direction: UnitVector) => number,
  options: Parameters<typeof skyFrame>[2] = {},
): MapFrame[] {
  return scan.map((pointing, k) =>
    skyFrame(pointing, light, {
      ...options,
      name: `ib${String(k + 1).padStart(3, '0')}.fit`,
      exposureSeconds: 1 + (k % 3),
    }),
  );
}

/** A whole map in one tile. */
export function renderMap(
  grid: MapGrid | CellGrid,
  frames: readonly MapFrame[],
  options: RenderOptions = { featherDeg: 2 },
): RenderedTile {
  const range = {
    ...{ tile: 0, columnStart: 0, columnEnd: grid.columns },
    ...{ rowStart: 0, rowEnd: grid.rows },
  };
  const accumulator = new TileAccumulator(grid, range, options);
  for (const frame of frames) accumulator.add(frame);
  return accumulator.finish();
}

/** Calls `visit` for every cell with its direction: of longitude 0, 90 and the pole. */
export function forCells(
  grid: MapGrid | CellGrid,
  visit: (cell: number, x: number, y: number, z: number) => void,
): void {
  const cells = 'kind' in grid ? grid : horizontalCells(grid);
  const row = cellDirections(cells.columns);
  for (let k = 0; k < cells.rows; k++) {
    cells.directions(k, 0, cells.columns, row);
    for (let i = 0; i < cells.columns; i++) {
      visit(k * cells.columns + i, row.x[i], row.y[i], row.z[i]);
    }
  }
}

/** The sky over a mountain, seen through its air. */
export function skyAt(jdUtc: number): ObserverFrame {
  const site = { longitudeDeg: -105.6, latitudeDeg: 40.3, heightM: 2800 };
  return observerFrame({
    ...{ ...site, jdUtc },
    refraction: layeredRefraction({
      ...{ latitudeDeg: site.latitudeDeg, heightM: site.heightM },
      ...{ pressureHpa: 720, temperatureC: 4, relativeHumidity: 0.4, wavelengthUm: 0.55 },
    }),
  });
}
