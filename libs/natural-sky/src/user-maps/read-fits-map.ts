import { firstImage, readFits, type Header } from '@nightskies/fits';
import type { GivenSkyMap } from './given-sky-map.js';
import { badSkyMap } from './sky-map-error.js';
import { knownUnits, toNanolamberts } from './surface-brightness-unit.js';

/** Coordinates by the names of the two axes. */
const axes: Readonly<Record<string, 'galactic' | 'ecliptic' | 'observed'>> = {
  'GLON,GLAT': 'galactic',
  'HLON,HLAT': 'ecliptic',
  'AZ,ALT': 'observed',
  'ALON,ALAT': 'observed',
};

const axesHint =
  'Name the axes GLON-CAR and GLAT-CAR (galactic), HLON-CAR and HLAT-CAR (ecliptic, longitude less ' +
  'that of the Sun) or AZ and ALT (as observed), with CRPIX, CRVAL and CDELT in degrees.';

/**
 * A map from the first image of a FITS file: a plain grid of degrees, two axes that are not turned.
 * Rows and columns may run either way; NaN and BLANK are unknown.
 *
 * @throws NightSkiesError `sky-map-unreadable`, or an error of the FITS file itself
 */
export function readFitsMap(bytes: Uint8Array, file: string): GivenSkyMap {
  const image = firstImage(readFits(bytes, file));
  const { header } = image;
  const [columns = 0, rows = 0, ...more] = image.shape;
  if (rows === 0 || more.some((axis) => axis !== 1)) {
    throw badSkyMap(file, 'the image is not a map of two axes', {
      found: `${image.shape.join(' x ')} pixels`,
      expected: 'columns x rows',
      hint: 'Write one plane as a file of its own.',
    });
  }
  const kind = kindOf(header, file);
  const convert = unitOf(header, file);
  const longitude = axisOf(header, 1, columns, file);
  const latitude = axisOf(header, 2, rows, file);
  checkExtent(longitude, latitude, file);
  return {
    kind,
    grid: {
      columns,
      rows,
      longitude0Deg: longitude.first,
      longitudeStepDeg: longitude.step,
      latitude0Deg: latitude.first,
      latitudeStepDeg: latitude.step,
      values: image.float32().map(convert),
    },
  };
}

function kindOf(header: Header, file: string): 'galactic' | 'ecliptic' | 'observed' {
  const types = [header.string('CTYPE1') ?? '', header.string('CTYPE2') ?? ''];
  const kind = axes[types.map((type) => type.trim().replace(/-*(CAR)?$/, '')).join()];
  if (kind !== undefined) return kind;
  throw badSkyMap(file, 'the header does not say which sky the map shows', {
    found: `CTYPE1 ${JSON.stringify(types[0])}, CTYPE2 ${JSON.stringify(types[1])}`,
    expected: 'a plain grid (CAR) in galactic, helioecliptic or horizontal coordinates',
    hint: axesHint,
  });
}

function unitOf(header: Header, file: string): (value: number) => number {
  const unit = header.string('BUNIT');
  const convert = unit === undefined ? undefined : toNanolamberts(unit);
  if (convert !== undefined) return convert;
  throw badSkyMap(file, 'the unit of the map is not known', {
    found: unit === undefined ? 'no BUNIT' : `BUNIT ${JSON.stringify(unit)}`,
    expected: knownUnits,
    hint: 'Add BUNIT to the header of the image.',
  });
}

interface Axis {
  readonly first: number;
  readonly step: number;
  readonly count: number;
}

function axisOf(header: Header, axis: 1 | 2, count: number, file: string): Axis {
  const other = axis === 1 ? 2 : 1;
  const wanted = ['CRPIX', 'CRVAL'].map((keyword) => `${keyword}${axis}`);
  const [pixel, value] = wanted.map((keyword) => header.number(keyword));
  const step = header.number(`CD${axis}_${axis}`) ?? header.number(`CDELT${axis}`);
  const turned = [`CD${axis}_${other}`, `PC${axis}_${other}`, 'CROTA2'].find(
    (keyword) => (header.number(keyword) ?? 0) !== 0,
  );
  const unit = header.string(`CUNIT${axis}`)?.trim().toLowerCase() ?? 'deg';
  const complete = pixel !== undefined && value !== undefined && step !== undefined;
  const said = `CRPIX${axis} ${pixel}, CRVAL${axis} ${value}, CDELT${axis} ${step}, CUNIT${axis} ${unit}`;
  if (complete && step !== 0 && turned === undefined && /^deg(rees?)?$/.test(unit)) {
    return { first: value + (1 - pixel) * step, step, count };
  }
  throw badSkyMap(file, `axis ${axis} of the map has no even scale`, {
    found: turned === undefined ? said : `${turned} other than 0`,
    expected: `CRPIX${axis}, CRVAL${axis}, CDELT${axis} in degrees, axes not turned`,
    hint: axesHint,
  });
}

function checkExtent(longitude: Axis, latitude: Axis, file: string): void {
  const edges = [latitude.first, latitude.first + (latitude.count - 1) * latitude.step];
  const wide = longitude.count * Math.abs(longitude.step);
  if (Math.max(...edges.map(Math.abs)) <= 90.001 && wide <= 360 + 1.5 * Math.abs(longitude.step)) {
    return;
  }
  throw badSkyMap(file, 'the map is larger than the sky', {
    found: `${wide} deg wide, rows from ${edges[0]} to ${edges[1]} deg`,
    expected: 'at most 360 deg of longitude, latitudes from -90 to 90',
    hint: 'Check CRPIX, CRVAL and CDELT. On a CAR map CRVAL2 is 0: CRPIX2 is the row of the equator.',
  });
}
