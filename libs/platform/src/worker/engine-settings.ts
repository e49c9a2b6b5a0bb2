import { setFlagsFromString } from 'node:v8';

/**
 * Settles V8 for threads that go from task to task; to be called before they start.
 *
 * A task is done in a fraction of a second and allocates tens of megabytes of pixels, each of which
 * hastens a full collection. By default V8 then forgets the shapes of objects no task holds just now,
 * and with them the machine code compiled for them: nearly all code was compiled anew for every frame.
 * Half a minute of computing came to 12 s of collecting and 11 s of compiling.
 */
export function settleEngine(): void {
  // Shapes of objects stay known, and compiled code valid, between two tasks that use them.
  setFlagsFromString('--retain-maps-for-n-gc=1000000');
  // As many threads compute as there are cores: helpers of the collector only take turns with them.
  for (const helper of helpersOfCollector) setFlagsFromString(`--no-${helper}`);
  // A third as eager to compile: what is worth it runs long enough all the same.
  setFlagsFromString('--interrupt-budget=400000');
  // A module that is not optimised function by function (our kernels are) is not optimised at all.
  setFlagsFromString('--no-wasm-tier-up');
  // No full collection for the sake of a heap that is small anyway; pixels still ask for theirs.
  setFlagsFromString(`--initial-old-space-size=${initialHeapMegabytes}`);
}

const helpersOfCollector = [
  'incremental-marking',
  'parallel-scavenge',
  'parallel-compaction',
  'parallel-pointer-update',
];

/** The heap of a thread holds 20 to 40 MB between tasks. */
const initialHeapMegabytes = 32;
