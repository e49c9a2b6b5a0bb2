// Ratios of CPU time, ours and the peer's in turn within one run.

/** CPU seconds of this process, all threads, spent in `work`. */
export async function cpuSeconds(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Seconds of `ours` alone, for what has no peer here. */
export async function measureAlone(ours, { count, warmUps = 2 }) {
  for (let k = 0; k < warmUps; k++) await ours();
  const seconds = [];
  for (let k = 0; k < count; k++) seconds.push(await cpuSeconds(ours));
  return { oursSeconds: median(seconds) };
}

/**
 * Runs ours and peer in turn and returns ratios of CPU time, peer over ours.
 *
 * @param ours does the work once
 * @param peer does it `times` times and resolves to its CPU seconds
 * @param times repetitions in one measurement, for work of a few milliseconds
 */
export async function measurePairs(ours, peer, { pairs, times = 1, warmUps = 2 }) {
  const ourTurn = async () => {
    for (let k = 0; k < times; k++) await ours();
  };
  // Two tiers of compilation and the page faults of the first calls are no part of it.
  for (let k = 0; k < warmUps; k++) await ourTurn();
  await peer(1);
  const rounds = [];
  for (let k = 0; k < pairs; k++) {
    const own = await cpuSeconds(ourTurn);
    const other = await peer(times);
    rounds.push({ own: own / times, other: other / times, ratio: other / own });
  }
  return summaryOf(rounds);
}

/**
 * One ratio per thing instead of per round, for work whose cost is another with each.
 *
 * @param ours does the work on one of them
 * @param peer does it and resolves to its CPU seconds
 */
export async function measureEach(things, ours, peer, { times = 3 } = {}) {
  for (let k = 0; k < 2; k++) for (const thing of things) await ours(thing);
  const rounds = [];
  for (const thing of things) {
    const own = await cpuSeconds(async () => {
      for (let k = 0; k < times; k++) await ours(thing);
    });
    const other = await peer(thing);
    rounds.push({ own: own / times, other, ratio: (other * times) / own });
  }
  return summaryOf(rounds);
}

function summaryOf(rounds) {
  const ratios = rounds.map(({ ratio }) => ratio);
  return {
    ratio: median(ratios),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    pairs: rounds.length,
    oursSeconds: median(rounds.map(({ own }) => own)),
    peerSeconds: median(rounds.map(({ other }) => other)),
  };
}
