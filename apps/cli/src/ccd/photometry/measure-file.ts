import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import { widthsOf } from '@nightskies/photometry';
import type { Image } from '@nightskies/pixels';
import { fileProblem } from '../file-problem.js';
import { at, medianOf } from '../offsets-numbers.js';
import type { OutputFiles } from '../output-files.js';
import { detectorFacts, type DetectorFacts } from './detector-facts.js';
import { photometryFlags } from './flags.js';
import { measureSources } from './measure-sources.js';
import type { MeasuredAperture, MeasuredPsf, MeasuredSources } from './measured-sources.js';
import type { PhotometryOptions, TableFormat } from './options.js';
import { maskOf, readPhotometryPicture, type PhotometryPicture } from './photometry-picture.js';
import { encodePhotometry, photometryTable, type MeasurementFact } from './photometry-table.js';
import { roundWidth } from './psf-photometry.js';
import {
  catalogueSources,
  detectedSources,
  insideOnly,
  type SourceCatalogue,
  type SourceList,
} from './source-list.js';

/** What `ccd photometry --json` says of one picture. Of several apertures, numbers are of the first. */
export interface PhotometryEntry {
  readonly file: string;
  readonly sources: number | null;
  /** Sources with a flux. */
  readonly measured: number | null;
  /** Sources with a flag. */
  readonly flagged: number | null;
  readonly medianMag: number | null;
  readonly aperturesPixels: readonly number[];
  readonly annulusPixels: readonly [number, number] | null;
  /** Where the positions are from, in words. */
  readonly positions: string | null;
  readonly gainElectrons: number | null;
  readonly readNoiseElectrons: number | null;
  readonly saturationLevel: number | null;
  readonly exposureSeconds: number | null;
  /** Width of the profile fitted, geometric mean of both axes; of how many stars. */
  readonly psfFwhmPixels: number | null;
  readonly psfStars: number | null;
  readonly tableFile: string | null;
  readonly notes: readonly string[];
  /** What is odd about a table that was written. */
  readonly problems: readonly Problem[];
  readonly seconds: number;
  /** Why there is no table. */
  readonly problem: Problem | null;
}

/** What all pictures of a call have in common. */
export interface PhotometryCall {
  readonly options: PhotometryOptions;
  readonly format: TableFormat;
  /** Null: to be found in each picture. */
  readonly sources: SourceCatalogue | null;
  readonly mask: Image | undefined;
  readonly outputs: OutputFiles;
}

/** Measures the sources of one picture and writes their table; whatever fails is told in the entry. */
export async function measureFile(file: string, call: PhotometryCall): Promise<PhotometryEntry> {
  const { options, format, outputs } = call;
  const started = performance.now();
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  const ending = `.photometry.${format}`;
  const aperturesPixels = options.aperture;
  const annulusPixels =
    options.background === 'none'
      ? null
      : ([options.annulus.inner, options.annulus.outer] as const);
  try {
    outputs.assertFree(file, [ending]);
    const picture = await readPhotometryPicture(file, options.plane);
    assertAperturesFit(picture.luminance, options.aperture);
    const mask = maskOf(picture.luminance, call.mask, file);
    const sources = sourcesIn(picture, call);
    const detector = detectorFacts(options, picture.header, picture.saturationLevel);
    const measured = measureSources(picture.luminance, mask, sources, detector, options);
    const table = photometryTable(sources, measured, picture.wcs);
    const facts = factsOf(options, detector, sources.words, measured);
    const tableFile = await outputs.write(file, ending, encodePhotometry(table, format, facts));
    const { gain, readNoise, saturation, exposureSeconds, notes } = detector;
    return {
      file,
      ...numbersOf(measured),
      aperturesPixels,
      annulusPixels,
      positions: sources.words,
      gainElectrons: gain,
      readNoiseElectrons: readNoise,
      saturationLevel: saturation,
      exposureSeconds,
      psfFwhmPixels: measured.psf === null ? null : roundWidth(measured.psf.profile),
      psfStars: measured.psf?.stars ?? null,
      tableFile,
      notes,
      problems: oddities(file, sources, measured, call),
      seconds: seconds(),
      problem: null,
    };
  } catch (error) {
    return {
      file,
      ...{ sources: null, measured: null, flagged: null, medianMag: null },
      aperturesPixels,
      annulusPixels,
      positions: null,
      ...{ gainElectrons: null, readNoiseElectrons: null },
      ...{ saturationLevel: null, exposureSeconds: null, tableFile: null },
      ...{ psfFwhmPixels: null, psfStars: null },
      notes: [],
      problems: [],
      seconds: seconds(),
      problem: fileProblem(error, file),
    };
  }
}

function assertAperturesFit({ width, height }: Image, radii: readonly number[]): void {
  const largest = Math.max(...radii);
  if (2 * largest <= Math.min(width, height)) return;
  throw new NightSkiesError(
    problem('aperture-too-large', 'an aperture is larger than the picture', {
      found: `a radius of ${largest} px on ${width} x ${height} px`,
      expected: 'apertures about as wide as a star, within the picture',
      hint: 'Give a smaller --aperture: two to three widths of a star hold nearly all of its light.',
    }),
  );
}

function sourcesIn(picture: PhotometryPicture, { options, sources }: PhotometryCall): SourceList {
  if (sources !== null) {
    const all = catalogueSources(sources, picture.wcs, picture.skyWords);
    return options.inside === true ? insideOnly(all, picture.luminance) : all;
  }
  const found = detectedSources(picture, options);
  if (found.count > 0) return found;
  throw new NightSkiesError(
    problem('no-sources', 'no star is found in this picture', {
      found: 'nothing above the threshold',
      expected: 'stars',
      hint: 'Lower --threshold, give --fwhm, or list the stars with --catalog.',
    }),
  );
}

function firstAperture({ apertures }: MeasuredSources): MeasuredAperture {
  return at(apertures, 0);
}

function numbersOf(measured: MeasuredSources) {
  const { flux, mag, flags } = firstAperture(measured);
  const known = mag.filter(Number.isFinite);
  return {
    sources: measured.count,
    measured: flux.filter(Number.isFinite).length,
    flagged: flags.filter((bits) => bits !== 0).length,
    medianMag: known.length === 0 ? null : medianOf(known),
  };
}

/** A table in which nothing is measured is written and named: the catalogue belongs elsewhere. */
function oddities(
  file: string,
  { sky, count }: SourceList,
  measured: MeasuredSources,
  { sources }: PhotometryCall,
): Problem[] {
  const { flags, flux } = firstAperture(measured);
  if (flux.some(Number.isFinite)) return [];
  const inside = flags.filter(
    (bits) => (bits & (photometryFlags.outside.bit | photometryFlags.noPosition.bit)) === 0,
  ).length;
  if (inside > 0) {
    return [
      problem('nothing-measured', 'none of the sources could be measured', {
        file,
        found: `${inside} sources in the picture, all without background or masked`,
        expected: 'pixels in the apertures and in the annuli',
        hint: 'Check --annulus (radii in px) and --mask (0: good pixel), or give --background none.',
      }),
    ];
  }
  const isPerhapsHours = sky !== null && sky.raDeg.every((ra) => !(ra > 24));
  return [
    problem('no-source-inside', 'none of the sources lies in this picture', {
      file,
      found: `${sources?.catalogue.table.rows ?? count} sources at ${sources?.positions.words ?? 'places found'}`,
      expected: 'sources within the picture',
      hint: isPerhapsHours
        ? 'Is the right ascension in hours? Call its column RA_hours, or write 05:35:17.'
        : 'Check that catalogue and picture belong together, and --pixel-origin or --positions.',
    }),
  ];
}

function factsOf(
  options: PhotometryOptions,
  { gain, readNoise, saturation, exposureSeconds }: DetectorFacts,
  words: string,
  { psf }: MeasuredSources,
): MeasurementFact[] {
  const { inner, outer } = options.annulus;
  const isMeasured = options.background !== 'none';
  return [
    ...options.aperture.map((radius, i): MeasurementFact => [
      `aperture${i + 1}`,
      `APER${i + 1}`,
      radius,
      'radius of the aperture, px',
    ]),
    ['annulusInner', 'ANNIN', isMeasured ? inner : null, 'inner radius of the annulus, px'],
    ['annulusOuter', 'ANNOUT', isMeasured ? outer : null, 'outer radius of the annulus, px'],
    ['method', 'METHOD', options.method, 'pixels at the rim of an aperture'],
    ['background', 'BKGMODE', options.background, 'level from the annulus'],
    ['positions', 'POSFROM', words.slice(0, 60), 'where the positions are from'],
    ['gain', 'GAIN', gain, 'electrons per unit'],
    ['readNoise', 'RDNOISE', readNoise, 'electrons'],
    ['saturation', 'SATURATE', saturation, 'from here on saturated'],
    ['exposure', 'EXPTIME', exposureSeconds, 's'],
    ...(psf === null ? [] : psfFacts(psf)),
    ['zeropoint', 'ZEROPT', options.zeropoint ?? 0, 'magnitude of one unit per second'],
  ];
}

function psfFacts({ kind, profile, stars }: MeasuredPsf): MeasurementFact[] {
  const { fwhmMajorPx, fwhmMinorPx, thetaDeg, beta } = widthsOf(profile);
  return [
    ['psf', 'PSF', kind, 'profile fitted to each star'],
    ['psfStars', 'PSFSTARS', stars, 'stars its shape is the median of'],
    ['psfFwhmMajor', 'PSFMAJ', fwhmMajorPx, 'px'],
    ['psfFwhmMinor', 'PSFMIN', fwhmMinorPx, 'px'],
    ['psfTheta', 'PSFTHETA', thetaDeg, 'major axis from +x towards +y, deg'],
    ...(Number.isNaN(beta) ? [] : [['psfBeta', 'PSFBETA', beta, 'Moffat exponent'] as const]),
  ];
}
