/** A straight streak of bright pixels. */
export interface Streak {
  /** Its ends, px, first pixel's centre (0, 0); the end with smaller x first. */
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
  readonly lengthPx: number;
  /** rms distance of its pixels from its axis. */
  readonly widthPx: number;
  readonly pixels: number;
}

export interface StreakOptions {
  readonly leastLengthPx: number;
  /** A streak is at least so many times longer than its rms width. */
  readonly leastSlenderness: number;
}

interface Group {
  count: number;
  x: number;
  y: number;
  xx: number;
  xy: number;
  yy: number;
  readonly members: number[];
}

/**
 * Long thin groups of touching bright pixels, in the order of their first pixel. Columns that bleed
 * are as thin: streaks within a degree of the columns are left out.
 *
 * @param bright 1 for a bright pixel, 0 for others, row by row
 */
export function findStreaks(bright: Uint8Array, width: number, options: StreakOptions): Streak[] {
  const { leastLengthPx, leastSlenderness } = options;
  return touchingGroups(bright, width, leastLengthPx / 2).flatMap((group) => {
    const streak = streakOf(group, width);
    const { lengthPx, widthPx, from, to } = streak;
    const bleeds = Math.abs(to.x - from.x) < lengthPx * Math.sin(Math.PI / 180);
    const thin = lengthPx >= leastLengthPx && lengthPx >= leastSlenderness * Math.max(1, widthPx);
    return thin && !bleeds ? [streak] : [];
  });
}

function touchingGroups(bright: Uint8Array, width: number, fewest: number): Group[] {
  const height = bright.length / width;
  const left = bright.slice();
  const groups: Group[] = [];
  const stack: number[] = [];
  for (let start = left.indexOf(1); start >= 0; start = left.indexOf(1, start + 1)) {
    const group: Group = { count: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0, members: [] };
    left[start] = 0;
    stack.push(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      const x = at % width;
      const y = (at - x) / width;
      group.count++;
      group.x += x;
      group.y += y;
      group.xx += x * x;
      group.xy += x * y;
      group.yy += y * y;
      group.members.push(at);
      for (let j = Math.max(0, y - 1); j <= Math.min(height - 1, y + 1); j++) {
        for (let i = Math.max(0, x - 1); i <= Math.min(width - 1, x + 1); i++) {
          const next = j * width + i;
          if (left[next] === 0) continue;
          left[next] = 0;
          stack.push(next);
        }
      }
    }
    if (group.count >= fewest) groups.push(group);
  }
  return groups;
}

/** Extent of a group along its principal axis, and its rms width across. */
function streakOf({ count, x, y, xx, xy, yy, members }: Group, width: number): Streak {
  const meanX = x / count;
  const meanY = y / count;
  const varX = xx / count - meanX ** 2;
  const varY = yy / count - meanY ** 2;
  const covariance = xy / count - meanX * meanY;
  const angle = 0.5 * Math.atan2(2 * covariance, varX - varY);
  const alongX = Math.cos(angle);
  const alongY = Math.sin(angle);
  let least = Infinity;
  let most = -Infinity;
  let across = 0;
  for (const at of members) {
    const dx = (at % width) - meanX;
    const dy = Math.floor(at / width) - meanY;
    const along = dx * alongX + dy * alongY;
    least = Math.min(least, along);
    most = Math.max(most, along);
    across += (dy * alongX - dx * alongY) ** 2;
  }
  const end = (along: number): { x: number; y: number } => ({
    x: meanX + along * alongX,
    y: meanY + along * alongY,
  });
  // The angle lies within a right angle of the rows, so the first end is the left one.
  return {
    from: end(least),
    to: end(most),
    lengthPx: most - least,
    widthPx: Math.sqrt(across / count),
    pixels: count,
  };
}
