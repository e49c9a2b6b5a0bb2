import { TanSip, type PixelPoint } from '@nightskies/astrometry';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { openFits } from '@nightskies/fits';
import { FileSource } from './file-bytes.js';
import type { AlignOptions } from './options.js';
import { mostSidePx, type TargetGrid } from './output-grid.js';
import { skyFacts } from './sky-map.js';
import type { SurveyedFrame } from './surveyed-frame.js';

/**
 * The grid that --wcs, or --center, --scale, --size and --rotation ask for; undefined for that of the
 * reference. What is not given of the latter is that of the reference.
 *
 * @throws NightSkiesError for a file without a usable grid, and when nothing tells what is missing
 */
export function targetGrid(
  options: Pick<AlignOptions, 'wcs' | 'center' | 'scale' | 'size' | 'rotation'>,
  reference: SurveyedFrame,
): TargetGrid | undefined {
  if (options.wcs !== undefined) return withinBounds(gridOfFile(options.wcs), options.wcs);
  const { center, scale, size, rotation } = options;
  if (center === undefined && scale === undefined && size === undefined && rotation === undefined) {
    return undefined;
  }
  const { wcs, frame } = reference;
  if (wcs === undefined) {
    throw new NightSkiesError(
      problem(
        'align-no-wcs',
        'the reference has no WCS: nothing tells where this grid lies in it',
        {
          file: frame.file,
          found: reference.skyWords,
          expected: 'a solved reference',
          hint: 'Solve it first: nightskies ccd solve FILE --fits.',
        },
      ),
    );
  }
  const middle = middleOf(frame);
  const ownScale = scaleOf(wcs, middle);
  const scaleArcsec = scale ?? ownScale;
  const growth = ownScale / scaleArcsec;
  const { width, height } = size ?? {
    width: Math.max(16, Math.round(frame.width * growth)),
    height: Math.max(16, Math.round(frame.height * growth)),
  };
  const turn = ((rotation ?? 0) * Math.PI) / 180;
  const perPx = scaleArcsec / 3600;
  const [cos, sin] = [perPx * Math.cos(turn), perPx * Math.sin(turn)];
  const grid = {
    width,
    height,
    // North up in displays that put the first row below, east left; turned from north through east.
    wcs: new TanSip({
      crval: center ?? wcs.placeAt(middle),
      crpix: { x: (width - 1) / 2, y: (height - 1) / 2 },
      cd: [
        [-cos, sin],
        [sin, cos],
      ],
    }),
  };
  return withinBounds(grid, undefined);
}

/** @throws NightSkiesError `align-too-large` for a grid that a mistyped scale asks for */
function withinBounds(grid: TargetGrid, file: string | undefined): TargetGrid {
  const { width, height } = grid;
  if (Math.max(width, height) <= mostSidePx) return grid;
  throw new NightSkiesError(
    problem('align-too-large', 'the grid is larger than can be meant', {
      ...(file === undefined ? {} : { file }),
      found: `${width} x ${height} px`,
      expected: `at most ${mostSidePx} px on a side`,
      hint: 'Give a coarser --scale (arcseconds per pixel), or --size.',
    }),
  );
}

/** Area of a pixel of the grid in pixels of the reference; 1 where nothing tells of the sky. */
export function pixelAreaOf(
  grid: Pick<TargetGrid, 'width' | 'height'> & { wcs: TanSip | undefined },
  reference: SurveyedFrame,
): number {
  if (grid.wcs === undefined || reference.wcs === undefined) return 1;
  const own = scaleOf(reference.wcs, middleOf(reference.frame));
  return (scaleOf(grid.wcs, middleOf(grid)) / own) ** 2;
}

function middleOf({
  width,
  height,
}: {
  readonly width: number;
  readonly height: number;
}): PixelPoint {
  return { x: (width - 1) / 2, y: (height - 1) / 2 };
}

/** Arcseconds per pixel about a place: the root of the area of a pixel. */
export function scaleOf(wcs: TanSip, { x, y }: PixelPoint): number {
  const at = (dx: number, dy: number) => wcs.directionAt({ x: x + dx, y: y + dy });
  const [here, right, below] = [at(0, 0), at(1, 0), at(0, 1)];
  const [a, b] = [right, below].map((to) => ({
    x: to.x - here.x,
    y: to.y - here.y,
    z: to.z - here.z,
  }));
  if (a === undefined || b === undefined) return NaN;
  const area = Math.hypot(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
  return (Math.sqrt(area) * 180 * 3600) / Math.PI;
}

function gridOfFile(file: string): TargetGrid {
  const source = new FileSource(file);
  const { hdus } = openFits(source, file);
  source.release();
  for (const { header, shape } of hdus) {
    const { wcs } = skyFacts(header);
    if (wcs === undefined) continue;
    const width = shape[0] ?? header.integer('IMAGEW') ?? header.integer('NAXIS1');
    const height = shape[1] ?? header.integer('IMAGEH') ?? header.integer('NAXIS2');
    if (width !== undefined && height !== undefined && width > 0 && height > 0) {
      return { width, height, wcs };
    }
  }
  throw new NightSkiesError(
    problem('align-no-wcs', 'this file tells no grid in the sky', {
      file,
      found: hdus.map(({ header }) => skyFacts(header).words).join('; '),
      expected: 'TAN or TAN-SIP with NAXIS1, NAXIS2 or IMAGEW, IMAGEH',
      hint: 'Give a solved picture, or FILE.wcs of nightskies ccd solve.',
    }),
  );
}
