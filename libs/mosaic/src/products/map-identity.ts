import { fitsPixel, Header, linearWcs, type CardEntry } from '@nightskies/fits';
import type { Missing, TileFrame } from '../render/tile-file.js';
import {
  systematicCards,
  systematicErrors,
  type RelativeError,
} from '../uncertainty/systematic-errors.js';
import type { PhotometricScale } from './brightness.js';
import { cardText } from './card-text.js';

/** What the headers of a map's products say beside the map itself. */
export interface MapIdentity extends PhotometricScale {
  readonly night: string;
  readonly set: number;
  readonly band: string;
  readonly camera: string;
  /** Where the zeropoint comes from, and its error if known. */
  readonly zeropointOrigin: string;
  readonly zeropointUncertaintyMag: number | null;
  /** 1 sigma of `plateScaleArcsec`; null when the scale is a nominal one. */
  readonly plateScaleUncertaintyArcsec: number | null;
  /** Error of the response over the field. */
  readonly flat: RelativeError;
  /** How the levels of the frames were made equal before they were put together. */
  readonly matching: 'none' | 'factor' | 'offset';
  /** Extinction of the set as it was fitted, mag per airmass; maps are not corrected for it. */
  readonly extinction: { readonly value: number; readonly uncertainty: number } | null;
}

/** What a map was made of and without, both sorted by name. */
export interface MapContents {
  /** Size of a cell, deg. */
  readonly stepDeg: number;
  readonly frames: readonly TileFrame[];
  readonly missing: readonly Missing[];
  /** Julian date (UTC) of which effective times are counted in seconds; null when no frame has one. */
  readonly timeZeroJdUtc: number | null;
}

/** The first frame by name: its exposure time and binning are those of the DN map. */
export function referenceFrame({ frames }: MapContents): Omit<TileFrame, 'middleJdUtc'> {
  return frames.at(0) ?? { name: '', exposureSeconds: 1, binningX: 1, binningY: 1 };
}

/** The cards all products of a map share. */
export function commonHeader(contents: MapContents, identity: MapIdentity): Header {
  const { frames, missing, stepDeg } = contents;
  const frame = referenceFrame(contents);
  const binning = Math.sqrt(frame.binningX * frame.binningY);
  const { zeropointUncertaintyMag, plateScaleArcsec, flat, extinction } = identity;
  const plateScaleErrorArcsec = identity.plateScaleUncertaintyArcsec;
  const errors = systematicErrors({
    ...{ zeropointUncertaintyMag, flat, plateScaleArcsec, plateScaleErrorArcsec },
  });
  const cards: CardEntry[] = [
    ['NIGHT', cardText(identity.night)],
    ['SET', identity.set, 'number of the data set'],
    ['BAND', identity.band],
    ['CAMERA', cardText(identity.camera)],
    ['ZEROPT', identity.zeropointMag, 'mag, of a star of 1 DN/s'],
    ...known('ZEROPERR', zeropointUncertaintyMag, 'mag, 1 sigma'),
    ['ZEROORIG', cardText(identity.zeropointOrigin), 'where the zeropoint comes from'],
    ...(extinction === null
      ? []
      : ([
          ['EXTINCT', extinction.value, 'mag/airmass, of the set; not corrected'],
          ['EXTERR', extinction.uncertainty, 'mag/airmass, 1 sigma'],
        ] satisfies CardEntry[])),
    ['EXPTIME', frame.exposureSeconds, 's, of the first frame'],
    ['EXPTERR', scatterOf(frames), 's, scatter of the frames; see ZEROPERR'],
    ['PLTSCALE', plateScaleArcsec * binning, 'arcsec/px, of the first frame'],
    ...systematicCards(errors, {
      flat,
      plateScaleErrorArcsec:
        plateScaleErrorArcsec === null ? null : plateScaleErrorArcsec * binning,
    }),
    ['MATCHING', identity.matching, 'levels of the frames made equal'],
    ['MAPSTEP', stepDeg, 'deg, cell of the full map'],
    ['NFRAMES', frames.length, 'frames in the map'],
    ['NMISSING', missing.length, 'frames and tiles the map was made without'],
  ];
  return missing.reduce(
    (header, { name, reason }) => header.withComment(cardText(`Missing: ${name}: ${reason}`)),
    Header.of(cards),
  );
}

function known(keyword: string, value: number | null, comment: string): CardEntry[] {
  return value === null ? [] : [[keyword, value, comment]];
}

/**
 * Standard deviation of the exposure times as the headers give them. An error of the shutter common
 * to all frames is in the zeropoint: stars and sky were exposed alike.
 */
function scatterOf(frames: readonly TileFrame[]): number {
  if (frames.length < 2) return 0;
  const mean = frames.reduce((sum, frame) => sum + frame.exposureSeconds, 0) / frames.length;
  const squares = frames.reduce((sum, frame) => sum + (frame.exposureSeconds - mean) ** 2, 0);
  return Math.sqrt(squares / (frames.length - 1));
}

/**
 * WCS of a map in azimuth and apparent altitude, plate carree: azimuth 0 in the middle.
 *
 * @param altitude0Deg altitude of the outer edge of the first row
 * @param rise 1 when altitude grows with the row, else -1
 */
export function carCards(map: {
  readonly columns: number;
  readonly stepDeg: number;
  readonly altitude0Deg: number;
  readonly rise: 1 | -1;
}): CardEntry[] {
  const horizon = (-map.rise * map.altitude0Deg) / map.stepDeg - 0.5;
  return linearWcs({
    ctype: ['ALON-CAR', 'ALAT-CAR'],
    crpix: [fitsPixel(map.columns / 2 - 0.5), fitsPixel(horizon)],
    crval: [0, 0],
    cdelt: [map.stepDeg, map.rise * map.stepDeg],
  });
}
