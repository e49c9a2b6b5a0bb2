import { NightSkiesError, problem } from '@nightskies/contracts';
import { imageNamed, openFits, type Header } from '@nightskies/fits';
import { openLuminanceMap } from '@nightskies/metrics';
import {
  blockFor,
  BlockSums,
  meansOfBlocks,
  readMaskFile,
  skyRowsOf,
  toNanolamberts,
  withoutTerrain,
  type BlockMeans,
  type CellRows,
} from '@nightskies/natural-sky';
import type { TaskContext } from '@nightskies/platform';

/** A map of a set in larger cells. */
export interface CoarseSky {
  /** Light of the sky, terrain left out, nL; `covered` the part of each cell that is sky with data. */
  readonly light: BlockMeans;
  /** Light of all cells, terrain and ground as well, nL. */
  readonly everything: Float32Array;
  /** Mean random error of the small cells, nL. */
  readonly sigma: Float32Array;
  /** When each cell was seen, s after `startJdUtc`; 0 everywhere for a map without times. */
  readonly seconds: Float32Array;
  readonly startJdUtc: number;
  readonly header: Header;
}

/** The task that reads a set's sky. */
type SkyContext = Pick<
  TaskContext<'natural-sky.components'>,
  'names' | 'open' | 'maybe' | 'arguments'
>;

/**
 * Luminance of the sky of a set in cells of about `stepDeg`, with its times, without terrain.
 *
 * @throws NightSkiesError `sky-unknown` when neither map nor headers say when it was taken
 */
export async function readSky(context: SkyContext, stepDeg: number): Promise<CoarseSky> {
  const [name = 'map.fits'] = context.names('map');
  const map = openLuminanceMap(await context.open('map', name), name);
  const { grid } = map;
  const block = blockFor(grid, stepDeg);
  const given = await context.maybe('mask');
  const skyOfRow =
    given === undefined ? null : skyRowsOf(readMaskFile(given.bytes, given.name), grid);
  const free = new BlockSums(grid, block);
  const everything = new BlockSums(grid, block);
  const sky = new Float32Array(grid.columns);
  for (let row = 0; row < grid.rows; row++) {
    const values = map.row(row);
    everything.add(values);
    const seen = skyOfRow?.(row) ?? null;
    free.add(seen === null ? values : withoutTerrain(values, seen, leastSky, sky));
  }
  const light = free.means();
  toNanolamberts(light.values);
  const sigma =
    map.uncertainty === null
      ? new Float32Array(light.values.length)
      : toNanolamberts(meansOfBlocks({ grid, row: map.uncertainty }, block).values);
  const times = await readTimes(context, { grid, block, cells: light.values.length });
  return {
    light,
    everything: toNanolamberts(everything.means().values),
    sigma,
    ...times,
    header: map.header,
  };
}

/** Rows read at once. */
const bandRows = 64;

/** Rows of times, from the file that says where each cell comes from; else the middle of the set. */
async function readTimes(
  context: SkyContext,
  {
    grid,
    block,
    cells,
  }: { readonly grid: CellRows['grid']; readonly block: number; readonly cells: number },
): Promise<{ readonly seconds: Float32Array; readonly startJdUtc: number }> {
  const name = context.names('origin').at(0);
  if (name === undefined) {
    const { middleJd } = context.arguments;
    if (middleJd === null) throw unknownTime('the headers of the frames');
    return { seconds: new Float32Array(cells), startJdUtc: middleJd };
  }
  const origin = openFits(await context.open('origin', name), name);
  const time = imageNamed(origin, 'TIME');
  const start = origin.hdus.at(0)?.header.number('TIMEZERO') ?? time?.header.number('TIMEZERO');
  if (time === undefined || start === undefined) throw unknownTime(name);
  const blocks = new BlockSums(grid, block);
  const band = new Float32Array(bandRows * grid.columns);
  for (let first = 0; first < grid.rows; first += bandRows) {
    const rows = Math.min(bandRows, grid.rows - first);
    time.readRows(first, rows, band);
    for (let k = 0; k < rows; k++) {
      blocks.add(band.subarray(k * grid.columns, (k + 1) * grid.columns));
    }
  }
  return { seconds: blocks.means().values, startJdUtc: start };
}

function unknownTime(file: string): NightSkiesError {
  return new NightSkiesError(
    problem('sky-unknown', 'nobody knows when this sky was seen', {
      file,
      found: 'no time of the frames',
      expected: 'JD or DATE-OBS in the headers of the raw frames',
      hint: 'Add them to the raw frames and process the set again.',
    }),
  );
}

/** Less sky than this in a cell, and its light is that of terrain. */
const leastSky = 0.99;

/** The same in cells `block` times as wide and high. */
export function coarser(sky: CoarseSky, stepDeg: number): CoarseSky {
  const { grid, values, covered } = sky.light;
  const block = blockFor(grid, stepDeg);
  const mean = (of: Float32Array): BlockMeans =>
    meansOfBlocks(
      { grid, row: (row) => of.subarray(row * grid.columns, (row + 1) * grid.columns) },
      block,
    );
  return {
    ...sky,
    light: { ...mean(values), covered: mean(covered).values },
    everything: mean(sky.everything).values,
    sigma: mean(sky.sigma).values,
    seconds: mean(sky.seconds).values,
  };
}
