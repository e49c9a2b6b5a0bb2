/**
 * An invented Milky Way without bright stars, nL above the atmosphere: 5 at the poles, 50 to 120 in
 * the plane, a bulge about the centre.
 *
 * @param towardsCentre cos b cos l
 * @param sineOfLatitude sin b
 */
export function milkyWayNl(towardsCentre: number, sineOfLatitude: number): number {
  const offPlane = Math.sqrt(sineOfLatitude * sineOfLatitude + 0.004);
  const disc = (8.5 / (offPlane + 0.07) - 5) * (1 + 0.3 * towardsCentre);
  const bulge = 45 * Math.exp((towardsCentre - 1) / 0.025);
  return 2 + disc + bulge;
}
