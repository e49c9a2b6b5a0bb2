import { code, wasmModule, type WasmFunction } from '../kernels/wasm-writer.js';
import type { BandLayout } from './band-layout.js';
import { neededExchanges, sortingNetwork, type NeededExchange } from './sorting-network.js';

/** The functions written for a number of frames and a layout; groups are of 4 pixels side by side. */
export interface NetworkExports {
  /**
   * Medians of the groups 0 to groups - 1 of a band, into its values; groups with a NaN in any plane
   * (or infinities of both signs) are listed instead.
   *
   * @returns how many are listed
   */
  medians(groups: number): number;
  /** Medians, least and greatest values of groups whose values are all there. Returns `groups`. */
  spreads(groups: number): number;
  /**
   * Sorts listed groups: for the k-th of the list 4 x frames values ascending, without a value last
   * as +Infinity, and how many there are in each lane.
   *
   * @param list address of `count` group numbers
   */
  sortGroups(list: number, count: number): number;
}

/** Exchanges on locals from `first` on, each read by `fetch` when it is first used. */
function exchanging(
  exchanges: readonly NeededExchange[],
  inputs: number,
  first: number,
  fetch: (input: number) => number[],
): number[][] {
  const instructions: number[][] = [];
  const there = new Set<number>();
  const need = (input: number): void => {
    if (there.has(input)) return;
    there.add(input);
    instructions.push(fetch(input));
  };
  for (const { low, high, needsLow, needsHigh } of exchanges) {
    need(low);
    need(high);
    const pair = [...code.get(first + low), ...code.get(first + high)];
    if (needsLow) instructions.push(pair, code.min4);
    if (needsHigh) instructions.push(pair, code.max4, code.set(first + high));
    if (needsLow) instructions.push(code.set(first + low));
  }
  for (let input = 0; input < inputs; input += 1) need(input);
  return instructions;
}

const [groups, group, offset, listed, first] = [0, 1, 2, 3, 4];

/** For each group of a band: its values loaded, exchanged and what comes of it stored. */
function eachGroup(instructions: readonly number[][]): number[] {
  return code.loop(
    [...code.get(group), ...code.int(4), ...code.shiftLeft, ...code.set(offset)],
    ...instructions,
    [...code.get(group), ...code.int(1), ...code.add, ...code.tee(group)],
    [...code.get(groups), ...code.less],
  );
}

/** The mean of the middle two, or the middle one. */
function middleOf(frames: number): number[] {
  const half = (input: number): number[] => [
    ...code.get(first + input),
    ...code.float4(0.5),
    ...code.multiply4,
  ];
  return [...half((frames - 1) >> 1), ...half(frames >> 1), ...code.add4];
}

function mediansFunction(frames: number, layout: BandLayout): WasmFunction {
  const probe = first + frames;
  const exchanges = neededExchanges(sortingNetwork(frames), [(frames - 1) >> 1, frames >> 1]);
  const fetch = (input: number): number[] => [
    ...code.get(offset),
    ...code.load4(layout.planes + input * layout.planeBytes),
    ...code.tee(first + input),
    // A sum is NaN when one of its terms is: half the work of asking each.
    ...code.get(probe),
    ...code.add4,
    ...code.set(probe),
  ];
  return {
    name: 'medians',
    parameters: 1,
    ints: 3,
    vectors: frames + 1,
    body: [
      ...eachGroup([
        [...code.float4(0), ...code.set(probe)],
        ...exchanging(exchanges, frames, first, fetch),
        // Adding 0 makes one zero of the two.
        [...code.get(offset), ...middleOf(frames), ...code.float4(0), ...code.add4],
        code.store4(layout.values),
        [...code.get(probe), ...code.get(probe), ...code.different4, ...code.anyTrue4],
        code.when(
          [...code.get(listed), ...code.int(2), ...code.shiftLeft, ...code.get(group)],
          code.store(layout.listed),
          [...code.get(listed), ...code.int(1), ...code.add, ...code.set(listed)],
        ),
      ]),
      ...code.get(listed),
    ],
  };
}

function spreadsFunction(frames: number, layout: BandLayout): WasmFunction {
  const wanted = [0, (frames - 1) >> 1, frames >> 1, frames - 1];
  const exchanges = neededExchanges(sortingNetwork(frames), wanted);
  const fetch = (input: number): number[] => [
    ...code.get(offset),
    ...code.load4(layout.planes + input * layout.planeBytes),
    ...code.set(first + input),
  ];
  const put = (to: number, what: readonly number[]): number[] => [
    ...code.get(offset),
    ...what,
    ...code.store4(to),
  ];
  return {
    name: 'spreads',
    parameters: 1,
    ints: 3,
    vectors: frames,
    body: [
      ...eachGroup([
        ...exchanging(exchanges, frames, first, fetch),
        put(layout.values, middleOf(frames)),
        put(layout.least, code.get(first)),
        put(layout.greatest, code.get(first + frames - 1)),
      ]),
      ...code.get(groups),
    ],
  };
}

function sortGroupsFunction(frames: number, layout: BandLayout): WasmFunction {
  const [list, count, at, index, to, start] = [0, 1, 2, 3, 4, 5];
  const [present, absent, valid] = [start + frames, start + frames + 1, start + frames + 2];
  const all = Array.from({ length: frames }, (_, input) => input);
  const exchanges = neededExchanges(sortingNetwork(frames), all);
  const fetch = (input: number): number[] => [
    ...code.get(at),
    ...code.load4(layout.planes + input * layout.planeBytes),
    ...[...code.tee(start + input), ...code.get(absent)],
    ...[...code.get(start + input), ...code.get(start + input), ...code.equal4],
    ...[...code.tee(valid), ...code.select4, ...code.set(start + input)],
    ...[...code.get(present), ...code.get(valid), ...code.subtractInts4, ...code.set(present)],
  ];
  return {
    name: 'sortGroups',
    parameters: 2,
    ints: 3,
    vectors: frames + 3,
    body: [
      ...code.float4(Number.POSITIVE_INFINITY),
      ...code.set(absent),
      ...code.loop(
        [...code.get(index), ...code.int(2), ...code.shiftLeft, ...code.get(list), ...code.add],
        [...code.load(0), ...code.int(4), ...code.shiftLeft, ...code.set(at)],
        [...code.float4(0), ...code.set(present)],
        ...exchanging(exchanges, frames, start, fetch),
        ...all.map((input) => [
          ...code.get(to),
          ...code.get(start + input),
          ...code.store4(layout.sorted + input * 16),
        ]),
        [...code.get(index), ...code.int(4), ...code.shiftLeft, ...code.get(present)],
        code.store4(layout.counts),
        [...code.get(to), ...code.int(frames * 16), ...code.add, ...code.set(to)],
        [...code.get(index), ...code.int(1), ...code.add, ...code.tee(index)],
        [...code.get(count), ...code.less],
      ),
      ...code.get(count),
    ],
  };
}

/** A module for one number of frames: its sorting network, all of it and what the median needs. */
export function networkModule(frames: number, layout: BandLayout): Uint8Array {
  return wasmModule([
    mediansFunction(frames, layout),
    spreadsFunction(frames, layout),
    sortGroupsFunction(frames, layout),
  ]);
}
