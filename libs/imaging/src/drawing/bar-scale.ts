import { magOfLuminance, nanolambertCdM2 } from '@nightskies/sky';
import {
  artificialColourAt,
  artificialPlace,
  leastArtificialNl,
  mostArtificialNl,
} from '../colour/artificial-palette.js';
import {
  brightestMag,
  faintestMag,
  magnitudeColour,
  type Rgb,
} from '../colour/magnitude-palette.js';
import type { SkyPalette } from '../colour/sky-palette.js';

/** A mark at a share of the length of a bar; without words it is short. */
export interface BarTick {
  readonly share: number;
  readonly words?: string;
}

/** What a colour bar shows: colours over its length, and a scale on either side. */
export interface BarScale {
  /** Colours from left to right, each as long as the others. */
  readonly colours: readonly Rgb[];
  readonly below: { readonly unit: string; readonly ticks: readonly BarTick[] };
  readonly above: { readonly unit: string; readonly ticks: readonly BarTick[] };
  /** In whole words, for a caption. */
  readonly name: string;
}

/** Steps of the bar, mag: the classes of the printed scale. */
const classMag = 0.05;
const classes = Math.round((faintestMag - brightestMag) / classMag);

const shareOfMag = (mag: number): number => (mag - brightestMag) / (faintestMag - brightestMag);

const magnitudeScale: BarScale = {
  colours: Array.from({ length: classes }, (_, j) => magnitudeColour(brightestMag + j * classMag)),
  below: {
    unit: 'mag/arcsec²',
    ticks: Array.from({ length: 2 * (faintestMag - brightestMag) + 1 }, (_, half) => {
      const mag = brightestMag + half / 2;
      return { share: shareOfMag(mag), ...(half % 2 === 0 ? { words: String(mag) } : {}) };
    }),
  },
  above: {
    unit: 'mcd/m²',
    ticks: [0.1, 1, 10, 100].map((value) => ({
      share: shareOfMag(magOfLuminance(value / 1000)),
      words: String(value),
    })),
  },
  name: 'Visual Magnitudes per square arc-second',
};

const leastPlace = artificialPlace(leastArtificialNl);
const shareOfNl = (nanolamberts: number): number =>
  (artificialPlace(nanolamberts) - leastPlace) / (artificialPlace(mostArtificialNl) - leastPlace);
const artificialClasses = 240;

function artificialColours(): Rgb[] {
  return Array.from({ length: artificialClasses }, (_, j) => {
    const place = leastPlace + ((j + 0.5) / artificialClasses) * (1 - leastPlace);
    return artificialColourAt(place);
  });
}

const named = (value: number): string =>
  `${value < 0 ? '−' : ''}${Math.abs(value) >= 10_000 ? '10 000' : String(Math.abs(value))}`;

const artificialScale: BarScale = {
  colours: artificialColours(),
  below: {
    unit: 'nL',
    ticks: [-100, -30, -10, -3, 0, 3, 10, 30, 100, 300, 1000, 3000, 10_000].map((value) => ({
      share: shareOfNl(value),
      // Powers of ten by name: more would not find room.
      ...(String(value).includes('3') ? {} : { words: named(value) }),
    })),
  },
  above: {
    unit: 'mcd/m²',
    ticks: [-0.1, 0, 0.1, 1, 10].map((value) => ({
      share: shareOfNl(value / 1000 / nanolambertCdM2),
      words: named(value),
    })),
  },
  name: 'Artificial luminance, nanolamberts (blue: below the model)',
};

export function barScaleOf(palette: SkyPalette): BarScale {
  return palette === 'artificial' ? artificialScale : magnitudeScale;
}
