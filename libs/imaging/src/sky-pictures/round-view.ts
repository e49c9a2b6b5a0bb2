import { zenithalEqualArea } from '@nightskies/sky';
import type { SkyView } from './sky-raster.js';

/** Steps of the table of altitudes over the radius; between them they are good to 1e-5 deg. */
const steps = 2048;

/**
 * The sky as one sees it lying on the ground, feet to the south: zenith in the centre, north up, east
 * LEFT. Zenithal equal-area projection (Lambert), rho = 2 sin(z/2).
 *
 * @param sizePx   width and height of the view, its centre the zenith's
 * @param perRadianPx pixels of one unit of rho
 * @param lowestDeg   altitude of the rim
 */
export function roundView(sizePx: number, perRadianPx: number, lowestDeg: number): SkyView {
  const centre = sizePx / 2;
  const rim = zenithalEqualArea.forward(0, lowestDeg);
  const rimRho = Math.hypot(rim.x, rim.y);
  const altitudes = Float64Array.from({ length: steps + 2 }, (_, i) => {
    const rho = Math.min(i / steps, 1) * rimRho;
    return 90 - (360 / Math.PI) * Math.asin(Math.min(rho / 2, 1));
  });
  const perStep = steps / rimRho;
  return {
    widthPx: sizePx,
    heightPx: sizePx,
    centralDeg: 0,
    round: true,
    row(y, { turnDeg, altitudeDeg, part }) {
      const north = centre - (y + 0.5);
      for (let column = 0; column < part.length; column++) {
        const east = centre - (column + 0.5);
        const rho = Math.sqrt(east * east + north * north) / perRadianPx;
        const shown = Math.min(1, 0.5 + (rimRho - rho) * perRadianPx);
        part[column] = shown;
        if (shown <= 0) continue;
        const at = Math.min(rho, rimRho) * perStep;
        const step = Math.floor(at);
        const low = altitudes[step];
        altitudeDeg[column] = low + (at - step) * (altitudes[step + 1] - low);
        turnDeg[column] = (Math.atan2(east, north) * 180) / Math.PI;
      }
    },
  };
}
