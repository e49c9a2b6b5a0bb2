export { airmass, airmassFormulas, type AirmassFormula } from './airmass.js';
