const names = new Map([
  [0, 'N'],
  [90, 'E'],
  [180, 'S'],
  [270, 'W'],
]);

/** How an azimuth is written on a picture: cardinal points by their letter, others in degrees. */
export function azimuthLabel(azimuthDeg: number): { text: string; cardinal: boolean } {
  const azimuth = ((azimuthDeg % 360) + 360) % 360;
  const name = names.get(azimuth);
  return name === undefined
    ? { text: `${azimuth}°`, cardinal: false }
    : { text: name, cardinal: true };
}
