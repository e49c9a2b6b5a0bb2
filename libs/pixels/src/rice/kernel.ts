import { KernelModule } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/rice.wasm.js';

type Decode = (
  end: number,
  bytes: number,
  blockSize: number,
  count: number,
  output: number,
) => number;

type Encode = (
  input: number,
  count: number,
  blockSize: number,
  scratch: number,
  output: number,
) => number;

interface RiceKernels {
  reverse(input: number, bytes: number, output: number): void;
  readonly decode8: Decode;
  readonly decode16: Decode;
  readonly decode32: Decode;
  readonly encode8: Encode;
  readonly encode16: Encode;
  readonly encode32: Encode;
}

const kernels = new KernelModule<RiceKernels>(
  wasm,
  (exports): exports is RiceKernels => 'decode32' in exports && 'encode32' in exports,
);
let view = new Uint8Array(0);

/** Bit positions beyond do not fit the kernels' counter. */
export const mostKernelBytes = 2 ** 28;

export function riceKernels(): RiceKernels {
  return kernels.exports;
}

/** The kernels' memory; the view is kept, since tiles are many and small. */
export function riceMemory(bytes: number): Uint8Array {
  const memory = kernels.buffer(bytes);
  if (view.buffer !== memory) view = new Uint8Array(memory);
  return view;
}
