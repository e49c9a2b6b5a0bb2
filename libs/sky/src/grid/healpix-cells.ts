import { badGrid } from './bad-grid.js';
import type { CellGrid } from './cell-grid.js';

/**
 * The 12 nside^2 equal cells of HEALPix in the order of rings from the pole (the zenith) downwards
 * (Gorski et al. 2005, ApJ 622, 759, equations 4 to 9), written as rows of 4 nside: the cell of column
 * c and row r is pixel r * 4 nside + c of the ring scheme, so the planes of a map, row after row, are
 * HEALPix maps as every reader takes them. Longitude grows eastwards from 0 (north).
 *
 * @param nside cells along a side of a base pixel
 * @throws NightSkiesError `bad-parameter`
 */
export function healpixCells(nside: number, system: CellGrid['system'] = 'horizontal'): CellGrid {
  if (!(Number.isSafeInteger(nside) && nside >= 1 && nside <= 8192)) {
    throw badGrid(`nside ${nside}`, 'a whole number from 1 to 8192, for most readers a power of 2');
  }
  const columns = 4 * nside;
  const rows = 3 * nside;
  return {
    ...{ kind: 'healpix', system, columns, rows, parallels: null, plane: null },
    directions(row, first, count, out) {
      for (let i = 0; i < count; i++) {
        const { z, longitude } = ringPixel(nside, row * columns + first + i);
        const level = Math.sqrt((1 - z) * (1 + z));
        out.x[i] = level * Math.cos(longitude);
        out.y[i] = level * Math.sin(longitude);
        out.z[i] = z;
      }
    },
    solidAngleSr: () => (4 * Math.PI) / (12 * nside * nside),
  };
}

/** Middle of a pixel of the ring scheme: sine of the latitude, longitude in radians. */
function ringPixel(
  nside: number,
  pixel: number,
): { readonly z: number; readonly longitude: number } {
  const all = 12 * nside * nside;
  const inCap = 2 * nside * (nside - 1);
  if (pixel < inCap) return capPixel(nside, pixel);
  if (pixel >= all - inCap) {
    const { z, longitude } = capPixel(nside, all - 1 - pixel);
    // The south mirrors the north, counted from the other end of the rings.
    return { z: -z, longitude: 2 * Math.PI - longitude };
  }
  const ring = nside + Math.floor((pixel - inCap) / (4 * nside));
  const inRing = 1 + ((pixel - inCap) % (4 * nside));
  // Every other ring begins half a cell farther east.
  const before = (ring - nside) % 2 === 0 ? 0.5 : 1;
  return {
    z: 4 / 3 - (2 * ring) / (3 * nside),
    longitude: (Math.PI / (2 * nside)) * (inRing - before),
  };
}

function capPixel(
  nside: number,
  pixel: number,
): { readonly z: number; readonly longitude: number } {
  // Rings before the ring-th hold 2 ring (ring - 1) pixels.
  let ring = Math.floor((1 + Math.sqrt(1 + 2 * pixel)) / 2);
  if (2 * ring * (ring + 1) <= pixel) ring++;
  if (2 * ring * (ring - 1) > pixel) ring--;
  const inRing = pixel + 1 - 2 * ring * (ring - 1);
  return {
    z: 1 - (ring * ring) / (3 * nside * nside),
    longitude: (Math.PI / (2 * ring)) * (inRing - 0.5),
  };
}
