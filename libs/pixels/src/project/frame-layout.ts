import { aligned } from '../kernels/kernel-memory.js';
import { cubicPowers, lanczosTable } from '../resample/interpolation.js';
import { rowConstantCount } from './project-row.js';

/** A plane sampled beside the values. */
export interface FurtherPlane {
  readonly width: number;
  readonly height: number;
  /** A coarse mesh: node (i, j) lies at pixel (i step, j step) of the frame. 1 if not given. */
  readonly stepPx?: number;
  /** Bilinear if not given. */
  readonly interpolation?: 'nearest' | 'bilinear';
  /** Whether values are multiplied by the sampler's factors of the phases of x and of y. */
  readonly byPhase?: boolean;
}

/** What a frame consists of. */
export interface FrameLayout {
  readonly width: number;
  readonly height: number;
  readonly further?: readonly FurtherPlane[];
  /** Whether it has a plane of flags. */
  readonly flags?: boolean;
  /** Whether means over the area of cells will be asked for. */
  readonly areas?: boolean;
}

/** A plane, and where it lies in the memory. */
export interface PlaneAt extends FurtherPlane {
  readonly at: number;
}

/** What means over the area of cells need. */
interface AreasAt {
  readonly x: number;
  readonly y: number;
  readonly light: number;
  readonly rise: number;
  readonly sum: number;
  readonly size: number;
  readonly left: number;
  readonly scratch: number;
}

/** Places from a pixel's centre to the next that factors are given for. */
export const phaseCount = 1024;

/** Numbers of a turn, and nodes of its table. */
export const turnConstantCount = 15;
export const liftNodeCount = 1024;

/** Overlaps of a cell with pixels that the kernel has room for; larger cells cost more. */
export const areaCapacity = 4096;

/** Where everything lies in the memory, in bytes. */
export interface MemoryLayout {
  readonly value: number;
  readonly further: readonly PlaneAt[];
  readonly flags: number | null;
  /** Flags of four pixels together; null without flags. */
  readonly joined: number | null;
  readonly areas: AreasAt | null;
  readonly row: number;
  readonly lanczos: number;
  readonly cubic: number;
  readonly phases: number;
  readonly turn: number;
  readonly lift: number;
  readonly scratch: number;
  readonly sine: number;
  readonly cosine: number;
  readonly x: number;
  readonly y: number;
  readonly up: number;
  readonly edge: number;
  readonly valueOut: number;
  readonly furtherOut: readonly number[];
  readonly flagsOut: number;
  readonly bytes: number;
}

/** @param start bytes that are left to others */
export function layoutOf(frame: FrameLayout, columns: number, start: number): MemoryLayout {
  let end = start;
  const next = (bytes: number): number => {
    const at = end;
    end = aligned(end + bytes);
    return at;
  };
  const pixels = frame.width * frame.height;
  const planes = frame.further ?? [];
  // Kernels work on up to four cells at once.
  const rowBytes = 8 * (columns + 4);
  return {
    row: next(8 * rowConstantCount),
    scratch: next(64),
    // Rows of the table lie at multiples of their 32 bytes.
    lanczos: next(4 * lanczosTable().length),
    cubic: next(4 * cubicPowers.length),
    phases: next(8 * phaseCount),
    turn: next(8 * turnConstantCount),
    lift: next(8 * liftNodeCount),
    sine: next(rowBytes),
    cosine: next(rowBytes),
    x: next(rowBytes),
    y: next(rowBytes),
    up: next(rowBytes),
    edge: next(rowBytes),
    valueOut: next(rowBytes),
    furtherOut: planes.map(() => next(rowBytes)),
    flagsOut: next(columns + 4),
    value: next(4 * pixels),
    further: planes.map((plane) => ({ ...plane, at: next(4 * plane.width * plane.height) })),
    // Kernels join flags of 16 pixels and their neighbours.
    flags: frame.flags === true ? next(pixels + 48) : null,
    joined: frame.flags === true ? next(pixels + 16) : null,
    areas:
      frame.areas === true
        ? {
            x: next(2 * rowBytes),
            y: next(2 * rowBytes),
            light: next(2 * rowBytes),
            rise: next(rowBytes),
            left: next(8 * pixels),
            sum: next(rowBytes),
            size: next(rowBytes),
            scratch: next(16 * (areaCapacity + 1)),
          }
        : null,
    bytes: end,
  };
}

/** @throws RangeError for planes of less than 2 x 2 px and steps that are not positive */
export function requireLayout({ width, height, further = [] }: FrameLayout): void {
  for (const [name, plane] of [['frame', { width, height }] as const, ...further.entries()]) {
    if (!(plane.width >= 2 && plane.height >= 2)) {
      throw new RangeError(
        `${typeof name === 'number' ? `further plane ${name}` : name} of ${plane.width} x ${plane.height}: at least 2 x 2 px are needed`,
      );
    }
  }
  for (const { stepPx = 1 } of further) {
    if (!(stepPx > 0)) throw new RangeError(`step of ${stepPx} px: more than 0 is needed`);
  }
}

export function isSameLayout(a: FrameLayout, b: FrameLayout): boolean {
  const [one, other] = [a.further ?? [], b.further ?? []];
  return (
    a.width === b.width &&
    a.height === b.height &&
    (a.flags ?? false) === (b.flags ?? false) &&
    (a.areas ?? false) === (b.areas ?? false) &&
    one.length === other.length &&
    one.every(
      (plane, k) =>
        plane.width === other[k].width &&
        plane.height === other[k].height &&
        plane.stepPx === other[k].stepPx &&
        plane.interpolation === other[k].interpolation &&
        (plane.byPhase ?? false) === (other[k].byPhase ?? false),
    )
  );
}
