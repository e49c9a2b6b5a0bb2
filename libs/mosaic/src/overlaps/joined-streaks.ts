import type { Streak } from './streaks.js';

/** Lights of one aircraft lie so far from each other at most, px. */
const mostAsidePx = 15;
/** A gap in a trail: a light that flashes, pixels without data. */
const mostGapPx = 60;

/**
 * Streaks that belong together as one: pieces of a line, and the parallel lines of an aircraft. The
 * longer ones take the shorter ones in; the axis stays that of the longest.
 */
export function joinedStreaks(streaks: readonly Streak[]): Streak[] {
  const joined: Streak[] = [];
  for (const streak of [...streaks].sort((a, b) => b.lengthPx - a.lengthPx)) {
    const index = joined.findIndex((one) => belongs(one, streak));
    if (index < 0) joined.push(streak);
    else joined[index] = together(joined[index], streak);
  }
  return joined;
}

interface OnAxis {
  readonly along: number;
  readonly across: number;
}

function onAxis({ from, to, lengthPx }: Streak, { x, y }: Streak['from']): OnAxis {
  const alongX = (to.x - from.x) / lengthPx;
  const alongY = (to.y - from.y) / lengthPx;
  return {
    along: (x - from.x) * alongX + (y - from.y) * alongY,
    across: (y - from.y) * alongX - (x - from.x) * alongY,
  };
}

function belongs(long: Streak, short: Streak): boolean {
  const ends = [onAxis(long, short.from), onAxis(long, short.to)];
  const before = -Math.max(...ends.map(({ along }) => along));
  const after = Math.min(...ends.map(({ along }) => along)) - long.lengthPx;
  return (
    ends.every(({ across }) => Math.abs(across) <= mostAsidePx) &&
    Math.max(before, after) <= mostGapPx
  );
}

function together(long: Streak, short: Streak): Streak {
  const ends = [onAxis(long, short.from), onAxis(long, short.to)];
  const first = Math.min(0, ...ends.map(({ along }) => along));
  const last = Math.max(long.lengthPx, ...ends.map(({ along }) => along));
  const aside = (ends[0].across + ends[1].across) / 2;
  const pixels = long.pixels + short.pixels;
  const squares =
    long.pixels * long.widthPx ** 2 + short.pixels * (short.widthPx ** 2 + aside ** 2);
  const at = (along: number): Streak['from'] => ({
    x: long.from.x + (along / long.lengthPx) * (long.to.x - long.from.x),
    y: long.from.y + (along / long.lengthPx) * (long.to.y - long.from.y),
  });
  return {
    ...{ from: at(first), to: at(last), lengthPx: last - first },
    ...{ widthPx: Math.sqrt(squares / pixels), pixels },
  };
}
