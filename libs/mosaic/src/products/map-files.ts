import {
  fitsPixel,
  Header,
  linearWcs,
  writeFits,
  type CardEntry,
  type MadeFloats,
} from '@nightskies/fits';
import type { Image } from '@nightskies/pixels';
import type { TileFrame } from '../render/tile-file.js';
import type { AllSkyMap } from './all-sky-map.js';
import { luminanceOfUnitRate, surfaceBrightnessMag, type PhotometricScale } from './brightness.js';
import { cardText } from './card-text.js';
import { smallLinearMap, smallNsnsdMap, smallStepDeg } from './small-map.js';

/** What the headers of a map's products say beside the map itself. */
export interface MapIdentity extends PhotometricScale {
  readonly night: string;
  readonly set: number;
  readonly band: string;
  readonly camera: string;
  /** Where the zeropoint comes from, and its error if known. */
  readonly zeropointOrigin: string;
  readonly zeropointUncertaintyMag: number | null;
  /** Extinction of the set as it was fitted, mag per airmass; maps are not corrected for it. */
  readonly extinction: { readonly value: number; readonly uncertainty: number } | null;
}

/**
 * The files of a map; each is made when it is asked for, so that they need not be held together, and
 * into `room` where it is large enough.
 */
export interface MapFiles {
  /** cd/m2, first row lowest altitude; extension COVERAGE. The largest of them. */
  readonly map: (room?: ArrayBuffer) => Uint8Array<ArrayBuffer>;
  /** DN in a frame's exposure, first row highest altitude. */
  readonly skybright: (room?: ArrayBuffer) => Uint8Array<ArrayBuffer>;
  /** mag/arcsec2, first row highest altitude. */
  readonly skybrightmags: (room?: ArrayBuffer) => Uint8Array<ArrayBuffer>;
  /** mag/arcsec2, 288 x 72, first row highest altitude. */
  readonly small: () => Uint8Array;
}

/**
 * The files of a map. In `compat` the small map averages magnitudes as the old pipeline did; the
 * other files differ only by the frames they were made of.
 */
export function mapFiles(
  sky: AllSkyMap,
  identity: MapIdentity,
  compat: 'none' | 'nsnsd',
): MapFiles {
  const { grid, rate } = sky;
  const frame = referenceFrame(sky);
  const common = commonHeader(sky, identity, frame);
  const largest = { columns: grid.columns, stepDeg: grid.stepDeg };
  const up = common.withAll(carCards({ ...largest, altitude0Deg: grid.altitude0Deg, rise: 1 }));
  const down = common.withAll(carCards({ ...largest, altitude0Deg: 90, rise: -1 }));
  const shape = [grid.columns, grid.rows];
  return {
    map(room) {
      const perRate = luminanceOfUnitRate(identity);
      const data: MadeFloats = {
        length: rate.data.length,
        make(out, start) {
          for (let i = 0; i < out.length; i++) out[i] = rate.data[start + i] * perRate;
        },
      };
      return writeFits(
        [
          { header: up.with('BUNIT', 'cd/m2', 'luminance'), shape, data },
          {
            name: 'COVERAGE',
            header: Header.of([['BUNIT', 'frames', 'number of frames with data']]),
            shape,
            data: sky.coverage.data,
          },
        ],
        room,
      );
    },
    skybright(room) {
      const dnPerRate = frame.exposureSeconds * frame.binningX * frame.binningY;
      const data = upsideDown(rate, (value) => value * dnPerRate);
      const header = down.with('BUNIT', 'DN', 'in EXPTIME, per pixel of PLTSCALE');
      return writeFits([{ header, shape, data }], room);
    },
    skybrightmags(room) {
      const data = upsideDown(rate, (value) => surfaceBrightnessMag(value, identity));
      const header = down.with('BUNIT', 'mag/arcsec2', 'below the atmosphere');
      return writeFits([{ header, shape, data }], room);
    },
    small: () => writeSmall(sky, identity, compat, common),
  };
}

function writeSmall(
  { grid, rate }: AllSkyMap,
  identity: MapIdentity,
  compat: 'none' | 'nsnsd',
  common: Header,
): Uint8Array {
  const magOf = (value: number): number => surfaceBrightnessMag(value, identity);
  const small =
    compat === 'nsnsd'
      ? smallNsnsdMap(grid, (cell) => magOf(rate.data[cell]))
      : smallLinearMap(rate, grid);
  const mags = compat === 'nsnsd' ? small.data : small.data.map(magOf);
  const header = common
    .withAll(carCards({ columns: small.width, stepDeg: smallStepDeg, altitude0Deg: 90, rise: -1 }))
    .with('BUNIT', 'mag/arcsec2', compat === 'nsnsd' ? 'mean of magnitudes' : 'of mean light');
  return writeFits([{ header, shape: [small.width, small.height], data: mags }]);
}

/** Rows in the opposite order, each value changed. */
function upsideDown(from: Image, change: (value: number) => number): MadeFloats {
  const { width, height, data } = from;
  return {
    length: data.length,
    make(out, start) {
      for (let i = 0; i < out.length; i++) {
        const column = (start + i) % width;
        const row = (start + i - column) / width;
        out[i] = change(data[(height - 1 - row) * width + column]);
      }
    },
  };
}

/** The first frame by name: its exposure time and binning are those of the DN map. */
function referenceFrame({ frames }: AllSkyMap): TileFrame {
  return (
    frames.at(0) ?? { name: '', exposureSeconds: 1, binningX: 1, binningY: 1, middleJdUtc: null }
  );
}

function commonHeader(sky: AllSkyMap, identity: MapIdentity, frame: TileFrame): Header {
  const plateScale = identity.plateScaleArcsec * Math.sqrt(frame.binningX * frame.binningY);
  const { zeropointUncertaintyMag, extinction } = identity;
  const cards: CardEntry[] = [
    ['NIGHT', cardText(identity.night)],
    ['SET', identity.set, 'number of the data set'],
    ['BAND', identity.band],
    ['CAMERA', cardText(identity.camera)],
    ['ZEROPT', identity.zeropointMag, 'mag, of a star of 1 DN/s'],
    ...(zeropointUncertaintyMag === null
      ? []
      : [['ZEROPERR', zeropointUncertaintyMag, 'mag, 1 sigma'] satisfies CardEntry]),
    ['ZEROORIG', cardText(identity.zeropointOrigin), 'where the zeropoint comes from'],
    ...(extinction === null
      ? []
      : ([
          ['EXTINCT', extinction.value, 'mag/airmass, of the set; not corrected'],
          ['EXTERR', extinction.uncertainty, 'mag/airmass, 1 sigma'],
        ] satisfies CardEntry[])),
    ['EXPTIME', frame.exposureSeconds, 's, of the first frame'],
    ['PLTSCALE', plateScale, 'arcsec/px, of the first frame'],
    ['MAPSTEP', sky.grid.stepDeg, 'deg, cell of the full map'],
    ['NFRAMES', sky.frames.length, 'frames in the map'],
    ['NMISSING', sky.missing.length, 'frames and tiles the map was made without'],
  ];
  return sky.missing.reduce(
    (header, { name, reason }) => header.withComment(cardText(`Missing: ${name}: ${reason}`)),
    Header.of(cards),
  );
}

/**
 * WCS of a map in azimuth and apparent altitude, plate carree: azimuth 0 in the middle.
 *
 * @param altitude0Deg altitude of the outer edge of the first row
 * @param rise 1 when altitude grows with the row, else -1
 */
function carCards(map: {
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
