import { vectorOfAnglesDeg } from '@nightskies/sky';

const degree = Math.PI / 180;
/** Of scattering by dust in V (Draine 2003, ApJ 598, 1017): albedo and mean cosine. */
const albedo = 0.67;
const meanCosine = 0.54;
/** Extinction of the whole layer towards its pole, magnitudes: that of the cosecant law for distant light. */
const poleMag = { v: 0.2, b: 0.2 * (4.1 / 3.1) };
const blockDeg = 6;

/**
 * Light of all stars scattered towards us by the dust layer: albedo times the starlight about a
 * direction, weighted by the scattering function of Henyey and Greenstein, times 1 - exp(-tau) of the
 * layer, tau by the cosecant of the latitude. It comes to 23 % of the light of the Milky Way; 20 to 30 %
 * are said to be usual (Leinert et al. 1998, A&AS 127, 1, section 11).
 *
 * @param cells rows of cells of 1 deg with `all.v` and `all.b`, S10
 */
export function scatteredLight(cells, latitudeOf) {
  const rows = cells.length;
  const columns = cells[0].length;
  const blocks = [];
  for (let row = 0; row < rows; row += blockDeg) {
    for (let column = 0; column < columns; column += blockDeg) {
      let [v, b, area] = [0, 0, 0];
      for (let r = row; r < row + blockDeg; r++) {
        const size = Math.cos(latitudeOf(r) * degree);
        for (let c = column; c < column + blockDeg; c++) {
          v += size * cells[r][c].all.v;
          b += size * cells[r][c].all.b;
          area += size;
        }
      }
      const middle = blockDeg / 2 - 0.5;
      const bDeg = latitudeOf(row) + middle;
      blocks.push({ at: vectorOfAnglesDeg(column + middle + 0.5, bDeg), bDeg, v, b, area });
    }
  }
  const about = blocks.map(({ at, bDeg }) => {
    let [v, b, weights] = [0, 0, 0];
    for (const source of blocks) {
      const cosine = at.x * source.at.x + at.y * source.at.y + at.z * source.at.z;
      // A star in the direction we look at sends its light on forwards.
      const phase = (1 + meanCosine ** 2 - 2 * meanCosine * cosine) ** -1.5;
      v += phase * source.v;
      b += phase * source.b;
      weights += phase * source.area;
    }
    const share = (mag) => 1 - Math.exp(-mag / 1.0857 / Math.abs(Math.sin(bDeg * degree)));
    return { v: (v / weights) * share(poleMag.v), b: (b / weights) * share(poleMag.b) };
  });
  const stars = blocks.reduce((sum, block) => sum + block.v, 0);
  const scattered = blocks.reduce((sum, block, k) => sum + albedo * block.area * about[k].v, 0);
  console.log(`scattered light: ${(scattered / (stars + scattered)).toFixed(3)} of all`);
  const perRow = columns / blockDeg;
  const lastRow = rows / blockDeg - 1;
  const mixed = (band, row, column) => {
    const y = Math.min(Math.max((row + 0.5) / blockDeg - 0.5, 0), lastRow);
    const x = (column + 0.5) / blockDeg - 0.5 + perRow;
    const [j, i] = [Math.min(Math.floor(y), lastRow - 1), Math.floor(x)];
    const at = (dj, di) => albedo * about[(j + dj) * perRow + ((i + di) % perRow)][band];
    const [u, w] = [x - i, y - j];
    return (1 - w) * ((1 - u) * at(0, 0) + u * at(0, 1)) + w * ((1 - u) * at(1, 0) + u * at(1, 1));
  };
  const plane = (band) =>
    cells.map((line, row) => line.map((_, column) => mixed(band, row, column)));
  return { v: plane('v'), b: plane('b') };
}
