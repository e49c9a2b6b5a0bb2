import { expect, it } from 'vitest';
import { cameraOfInstrument } from './cameras.js';

it.each([
  ['SIM 1, Sim 50mm f/2', 'SIM1'],
  ['ML3,Nikon', 'ML3'],
  ['  IMG 2 ', 'IMG2'],
  ['', ''],
])('reads the camera of %j as %j', (instrument, camera) => {
  expect(cameraOfInstrument(instrument)).toBe(camera);
});
