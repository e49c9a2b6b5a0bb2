/**
 * Zodiacal light seen from the Earth at 500 nm in S10(V)sun, stars like the Sun of V 10 per square
 * degree: Leinert et al. 1998, A&A Suppl. 127, 1, table 16. Made by
 * tools/zodiacal-table/make-zodiacal-table.mjs from a transcription in m4opt (BSD-3-Clause); 201
 * cells compared with table 17 as transcribed in EXOSIMS (BSD-3-Clause). The numbers are facts of the
 * paper: use them with acknowledgement. Null: not measured, within about 15 deg of the Sun.
 */
export const zodiacalTable = {
  /** Distance from the Sun in ecliptic longitude, deg. */
  longitudesDeg: [0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 60, 75, 90, 105, 120, 135, 150, 165, 180],
  /** Ecliptic latitude, deg; the last is the pole. */
  latitudesDeg: [0, 5, 10, 15, 20, 25, 30, 45, 60, 75, 90],
  // One row for each longitude.
  // prettier-ignore
  s10: [
    [null, null, null, 2450, 1260, 770, 500, 215, 117, 78, 60],
    [null, null, null, 2300, 1200, 740, 490, 212, 117, 78, 60],
    [null, null, 3700, 1930, 1070, 675, 460, 206, 116, 78, 60],
    [9000, 5300, 2690, 1450, 870, 590, 410, 196, 114, 78, 60],
    [5000, 3500, 1880, 1100, 710, 495, 355, 185, 110, 77, 60],
    [3000, 2210, 1350, 860, 585, 425, 320, 174, 106, 76, 60],
    [1940, 1460, 955, 660, 480, 365, 285, 162, 102, 74, 60],
    [1290, 990, 710, 530, 400, 310, 250, 151, 98, 73, 60],
    [925, 735, 545, 415, 325, 264, 220, 140, 94, 72, 60],
    [710, 570, 435, 345, 278, 228, 195, 130, 91, 70, 60],
    [395, 345, 275, 228, 190, 163, 143, 105, 81, 67, 60],
    [264, 248, 210, 177, 153, 134, 118, 91, 73, 64, 60],
    [202, 196, 176, 151, 130, 115, 103, 81, 67, 62, 60],
    [166, 164, 154, 133, 117, 104, 93, 75, 64, 60, 60],
    [147, 145, 138, 120, 108, 98, 88, 70, 60, 58, 60],
    [140, 139, 130, 115, 105, 95, 86, 70, 60, 57, 60],
    [140, 139, 129, 116, 107, 99, 91, 75, 62, 56, 60],
    [153, 150, 140, 129, 118, 110, 102, 81, 64, 56, 60],
    [180, 166, 152, 139, 127, 116, 105, 82, 65, 56, 60],
  ],
} as const;
