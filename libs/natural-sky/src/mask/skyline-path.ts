/** What can be said for and against a skyline at each boundary of rows, column by column. */
export interface SkylineScores {
  readonly columns: number;
  /** Boundaries: 0 is the horizon. */
  readonly levels: number;
  /** Element c levels + k, the greater the likelier. */
  readonly score: Float32Array;
}

/** What a skyline pays for rising or falling by one row from column to column, and at most: cliffs. */
export interface SkylineRoughness {
  readonly perRow: number;
  readonly most: number;
}

export interface SkylinePath {
  /** Boundary of each column. */
  readonly level: Int32Array;
  /** By how much the sum of scores falls when the column has its skyline elsewhere. */
  readonly margin: Float32Array;
}

/** Neighbouring boundaries within this are no other place for the skyline, rows. */
const sameRows = 4;

/** Columns that are passed again so that the ends meet. */
const overlapColumns = 400;

/**
 * The skyline with the greatest sum of scores less roughness (dynamic programming, forwards and
 * backwards), around the horizon: ends meet, as the columns are passed more than once.
 */
export function skylinePath(scores: SkylineScores, roughness: SkylineRoughness): SkylinePath {
  const { columns, levels, score } = scores;
  const overlap = Math.min(columns, overlapColumns);
  const total = columns + 2 * overlap;
  const columnAt = (step: number): number => (step - overlap + columns * 2) % columns;
  const forward = new Float32Array(total * levels);
  const running = new Float32Array(levels);
  for (let step = 0; step < total; step++) {
    move(running, roughness);
    addColumn(running, score, columnAt(step) * levels);
    forward.set(running, step * levels);
  }
  const level = new Int32Array(columns);
  const margin = new Float32Array(columns);
  running.fill(0);
  for (let step = total - 1; step >= 0; step--) {
    const column = columnAt(step);
    // Backwards without the score of the column, which the forward sum has in it.
    move(running, roughness);
    if (step >= overlap && step < overlap + columns) {
      const found = bestOf(forward.subarray(step * levels, (step + 1) * levels), running);
      level[column] = found.level;
      margin[column] = found.margin;
    }
    addColumn(running, score, column * levels);
  }
  return { level, margin };
}

/** The best sum that leads to each level from any of the column before. */
function move(running: Float32Array, { perRow, most }: SkylineRoughness): void {
  const { length } = running;
  let best = running[0];
  for (let k = 1; k < length; k++) {
    if (running[k] > best) best = running[k];
    const stepped = running[k - 1] - perRow;
    if (stepped > running[k]) running[k] = stepped;
  }
  const least = best - most;
  for (let k = length - 1; k >= 0; k--) {
    if (k < length - 1) {
      const stepped = running[k + 1] - perRow;
      if (stepped > running[k]) running[k] = stepped;
    }
    if (running[k] < least) running[k] = least;
  }
  // Sums stay small, so that float32 keeps what columns differ by.
  for (let k = 0; k < length; k++) running[k] -= best;
}

function addColumn(running: Float32Array, score: Float32Array, first: number): void {
  for (let k = 0; k < running.length; k++) running[k] += score[first + k];
}

function bestOf(
  forward: Float32Array,
  backward: Float32Array,
): { readonly level: number; readonly margin: number } {
  let level = 0;
  for (let k = 1; k < forward.length; k++) {
    if (forward[k] + backward[k] > forward[level] + backward[level]) level = k;
  }
  let second = -Infinity;
  for (let k = 0; k < forward.length; k++) {
    if (Math.abs(k - level) > sameRows) second = Math.max(second, forward[k] + backward[k]);
  }
  return { level, margin: forward[level] + backward[level] - second };
}
