/**
 * Writes small WebAssembly modules, for kernels whose straight-line code depends on a number known
 * only when they are used (WebAssembly Core Specification 2.0 and its SIMD instructions, section 5).
 */

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  bytes.push(rest);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 127;
    rest >>= 7;
    if ((rest === 0 && byte < 64) || (rest === -1 && byte >= 64)) return [...bytes, byte];
    bytes.push(byte + 128);
  }
}

const vector = (opcode: number): number[] => [0xfd, ...unsigned(opcode)];
/** Addresses are multiples of 4 at least; the alignment is a hint only. */
const at = (offset: number): number[] => [2, ...unsigned(offset)];

/** Instructions as bytes; operands come from the stack. */
export const code = {
  get: (local: number): number[] => [0x20, ...unsigned(local)],
  set: (local: number): number[] => [0x21, ...unsigned(local)],
  tee: (local: number): number[] => [0x22, ...unsigned(local)],
  int: (value: number): number[] => [0x41, ...signed(value)],
  add: [0x6a],
  shiftLeft: [0x74],
  shiftRight: [0x76],
  less: [0x49],
  load: (offset: number): number[] => [0x28, ...at(offset)],
  store: (offset: number): number[] => [0x36, ...at(offset)],
  /** While the last of the body leaves something other than 0 the loop goes on. */
  loop: (...body: number[][]): number[] => [0x03, 0x40, ...body.flat(), 0x0d, 0, 0x0b],
  when: (...body: number[][]): number[] => [0x04, 0x40, ...body.flat(), 0x0b],
  load4: (offset: number): number[] => [...vector(0x00), ...at(offset)],
  store4: (offset: number): number[] => [...vector(0x0b), ...at(offset)],
  /** One float32 in all four lanes. */
  float4: (value: number): number[] => {
    const lane = [...new Uint8Array(Float32Array.of(value).buffer)];
    return [...vector(0x0c), ...lane, ...lane, ...lane, ...lane];
  },
  equal4: vector(0x41),
  different4: vector(0x42),
  select4: vector(0x52),
  anyTrue4: vector(0x53),
  subtractInts4: vector(0xb1),
  add4: vector(0xe4),
  multiply4: vector(0xe6),
  min4: vector(0xea),
  max4: vector(0xeb),
};

/** A function of so many i32 that returns one; its further locals are i32 first, then v128. */
export interface WasmFunction {
  readonly name: string;
  readonly parameters: number;
  readonly ints: number;
  readonly vectors: number;
  readonly body: readonly number[];
}

const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const listed = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];
const named = (text: string): number[] => sized([...Buffer.from(text, 'utf8')]);
const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)];

/** A module over the memory `env.memory`, with its functions exported by their names. */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array {
  const types = functions.map(({ parameters }) => [
    0x60,
    ...listed(Array.from({ length: parameters }, () => [0x7f])),
    ...listed([[0x7f]]),
  ]);
  const bodies = functions.map(({ ints, vectors, body }) =>
    sized([
      ...listed([
        [...unsigned(ints), 0x7f],
        [...unsigned(vectors), 0x7b],
      ]),
      ...body,
      0x0b,
    ]),
  );
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, listed(types)),
    ...section(2, listed([[...named('env'), ...named('memory'), 0x02, 0x00, 0x01]])),
    ...section(3, listed(functions.map((_, index) => unsigned(index)))),
    ...section(
      7,
      listed(functions.map(({ name }, index) => [...named(name), 0x00, ...unsigned(index)])),
    ),
    ...section(10, listed(bodies)),
  ]);
}
