/** Compare two places and put the smaller value into the first. */
export type Exchange = readonly [low: number, high: number];

/**
 * Batcher's odd-even merge sort for any number of inputs (Knuth, TAOCP 3, 5.3.4): the network of the
 * next power of two without the exchanges beyond the last input. Depth first, so that values used
 * together stay in registers. 20 inputs take 103 exchanges.
 */
export function sortingNetwork(inputs: number): Exchange[] {
  const exchanges: Exchange[] = [];
  const exchange = (low: number, high: number): void => {
    if (high < inputs) exchanges.push([low, high]);
  };
  const merge = (first: number, length: number, step: number): void => {
    const next = step * 2;
    if (next >= length) {
      exchange(first, first + step);
      return;
    }
    merge(first, length, next);
    merge(first + step, length, next);
    for (let k = first + step; k + step < first + length; k += next) exchange(k, k + step);
  };
  const sort = (first: number, length: number): void => {
    if (length < 2 || first >= inputs) return;
    const half = length / 2;
    sort(first, half);
    sort(first + half, half);
    merge(first, length, 1);
  };
  sort(0, 2 ** Math.ceil(Math.log2(Math.max(1, inputs))));
  return exchanges;
}

/** An exchange of which only the smaller or only the greater value may be needed. */
export interface NeededExchange {
  readonly low: number;
  readonly high: number;
  readonly needsLow: boolean;
  readonly needsHigh: boolean;
}

/** What of a network the wanted outputs need. */
export function neededExchanges(
  network: readonly Exchange[],
  wanted: readonly number[],
): NeededExchange[] {
  const needed = new Set(wanted);
  const kept: NeededExchange[] = [];
  for (const [low, high] of network.toReversed()) {
    const needsLow = needed.has(low);
    const needsHigh = needed.has(high);
    if (!needsLow && !needsHigh) continue;
    kept.push({ low, high, needsLow, needsHigh });
    needed.add(low);
    needed.add(high);
  }
  return kept.reverse();
}
