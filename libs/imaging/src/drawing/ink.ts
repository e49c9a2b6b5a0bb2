/** Page and ink of all pictures: the black page on which the colours of the scale read best. */
export const page = '#000';
export const ink = '#fff';
export const inkSoft = '#d4d6da';
export const inkDim = '#9a9ea6';
