import { fitsPixel, type CardEntry } from '@nightskies/fits';
import { degree } from '@nightskies/sky';
import { FisheyeCamera, type FisheyeModel } from './fisheye-model.js';

/**
 * WCS cards of a model: the zenithal polynomial ZPN (Calabretta and Greisen 2002, A&A 395, 1077, section
 * 5.1.7) about the optical axis, which is the native pole, with the axes azimuth (from north through
 * east) and apparent altitude. Nothing is lost: tilt goes into CRVAL, rotation and parity into CD, the
 * radial law into PV2_m.
 */
export function fisheyeCards(model: FisheyeModel): CardEntry[] {
  const { azimuthDeg, altitudeDeg } = new FisheyeCamera(model).axis;
  const { principalPoint, radialPx, parity } = model;
  const mirror = parity === 'direct' ? -1 : 1;
  const turn = (azimuthDeg - model.upAzimuthDeg) * degree;
  const degreesPerPx = 1 / degree / radialPx[0];
  const [sine, cosine] = [degreesPerPx * Math.sin(turn), degreesPerPx * Math.cos(turn)];
  const law = radialPx.map((value, i): CardEntry => {
    return [`PV2_${2 * i + 1}`, value / radialPx[0], 'radial law, radians'];
  });
  return [
    ['WCSAXES', 2, 'number of WCS axes'],
    ['CTYPE1', 'ALON-ZPN', 'azimuth, north through east'],
    ['CTYPE2', 'ALAT-ZPN', 'apparent altitude'],
    ['CUNIT1', 'deg', 'unit of the axis'],
    ['CUNIT2', 'deg', 'unit of the axis'],
    ['CRVAL1', azimuthDeg, 'azimuth of the optical axis'],
    ['CRVAL2', altitudeDeg, 'apparent altitude of the optical axis'],
    ['CRPIX1', fitsPixel(principalPoint.x), 'optical axis, first centre is 1'],
    ['CRPIX2', fitsPixel(principalPoint.y), 'optical axis, first centre is 1'],
    ['LONPOLE', 180, 'native longitude of the zenith'],
    ['CD1_1', mirror * cosine, 'degrees per pixel'],
    ['CD1_2', sine, 'degrees per pixel'],
    ['CD2_1', -mirror * sine, 'degrees per pixel'],
    ['CD2_2', cosine, 'degrees per pixel'],
    ...law,
  ];
}
