import { setFlagsFromString } from 'node:v8';

/**
 * Runs `load`; WebAssembly compiled meanwhile keeps the code of V8's baseline compiler for good.
 *
 * Embedded Postgres is ten megabytes of code of which a run executes each part a few times: making
 * 400 of its functions fast took five seconds of processor time and 70 MB that were never given
 * back, and its queries gained a millisecond each. Modules compiled later, our kernels among them,
 * are optimised as ever.
 */
export async function withBaselineCode<T>(load: () => Promise<T>): Promise<T> {
  // Stays off: with it, a module that is not optimised step by step is optimised at once. What is
  // optimised step by step, as everything else is, does not ask for it.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  try {
    return await load();
  } finally {
    setFlagsFromString('--wasm-dynamic-tiering');
  }
}
