import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';

/** What is needed of the global that Node has and the ES library of TypeScript does not name. */
declare const WebAssembly: { readonly Module: new (bytes: Uint8Array) => object };

/**
 * Compiles a module of WebAssembly that keeps the code of V8's baseline compiler for good.
 *
 * Embedded Postgres is ten megabytes of code of which a run executes each part a few times: making
 * 400 of its functions fast took five seconds of processor time and 70 MB that were never given
 * back, and its queries gained a millisecond each. Modules compiled later, our kernels among them,
 * are optimised as ever. Nothing else is compiled meanwhile, as kept code of another setting would
 * be refused.
 */
export async function baselineModule(path: string): Promise<object> {
  const bytes = await readFile(path);
  // Stays off: with it, a module that is not optimised step by step is optimised at once. What is
  // optimised step by step, as everything else is, does not ask for it.
  setFlagsFromString('--no-wasm-tier-up');
  setFlagsFromString('--no-wasm-dynamic-tiering');
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    setFlagsFromString('--wasm-dynamic-tiering');
  }
}
