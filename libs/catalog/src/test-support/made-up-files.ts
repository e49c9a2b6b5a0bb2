import { Header, writeFits, type CardValue } from '@nightskies/fits';
import { parseRawFileName, usualPointing } from '@nightskies/nsnsd';
import type { Candidate } from '../classify-tree.js';

export type Cards = Readonly<Record<string, CardValue>>;

/** Bytes of a tiny FITS image with these cards. */
export function fitsBytes(cards: Cards, width = 8, height = 8, value = 1000): Uint8Array {
  return writeFits([
    {
      header: Header.of(Object.entries(cards)),
      shape: [width, height],
      data: new Uint16Array(width * height).fill(value),
    },
  ]);
}

/** The cards a camera writes into a raw file of this name. */
export function rawCards(name: string): Cards {
  const parsed = parseRawFileName(name);
  const common: Cards = {
    INSTRUME: 'ML 3, Nikon 50mm f/2',
    JD: 2_460_587.75,
    LONGITUD: -105.6,
    LATITUDE: 40.3,
    ELEVATIO: 3000,
    FILTER: parsed?.band ?? 'V',
    LOCATION: 'Rocky Mountain NP',
    // Makes the content of every file its own.
    OBJECT: `ROMO241004 ${name}`,
  };
  if (parsed?.role === 'science') {
    const { azimuthDeg, altitudeDeg } = usualPointing(parsed.number);
    const exposure = parsed.band === 'B' ? 18 : 12;
    return { ...common, EXPTIME: exposure, AZ: azimuthDeg, ALT: altitudeDeg };
  }
  return { ...common, EXPTIME: parsed?.role === 'zenith' || parsed?.role === 'dark' ? 12 : 0 };
}

/** Bytes of a raw file as its name implies, with some cards changed or (undefined) left out. */
export function rawBytes(
  name: string,
  changes: Readonly<Record<string, CardValue | undefined>> = {},
  size = parseRawFileName(name)?.role === 'bias-crop' ? 2 : 8,
): Uint8Array {
  const cards: Record<string, CardValue> = {};
  for (const [keyword, value] of Object.entries({ ...rawCards(name), ...changes })) {
    if (value !== undefined) cards[keyword] = value;
  }
  return fitsBytes(cards, size, size);
}

export function candidate(name: string, folder = '/data/ROMO241004/1st'): Candidate {
  return { path: `${folder}/${name}`, size: 0, name, rawName: parseRawFileName(name) };
}
