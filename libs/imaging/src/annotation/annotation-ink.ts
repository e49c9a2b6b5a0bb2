/** Inks of the layers: told apart by hue and by lightness, calm before the stars. */
export const gridColour = '#5c86b5';
export const figureColour = '#8fb4ff';
export const matchColour = '#5fd38d';
export const starNameColour = '#f4f1e6';
export const messierColour = '#e59aff';
export const bodyColour = '#ffd166';
export const halo = '#05070d';
