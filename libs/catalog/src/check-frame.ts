import { problem, type Problem } from '@nightskies/contracts';
import { firstImage, FitsError, readFits, type FitsFile, type ImageHdu } from '@nightskies/fits';
import { cameraOfInstrument, stemOf, type RawFileName } from '@nightskies/nsnsd';
import type { Candidate } from './classify-tree.js';
import { filterLetter, HeaderReader } from './header-values.js';
import { problemOfFile } from './fits-problem.js';
import type { FrameFacts } from './plan-types.js';

/** What is known of a candidate after its header was checked, once. */
export interface FrameCheck {
  readonly path: string;
  readonly name: string;
  /** Null when the file cannot be used; then there is at least one problem. */
  readonly facts: FrameFacts | null;
  readonly problems: readonly Problem[];
  readonly caveats: readonly Problem[];
}

/** Unbinned detectors are far smaller than this on a side. */
const maximumAxis = 65_536;

/**
 * Checks the bytes of a file of a set folder: structure and length, mandatory keywords of its role
 * (image-stages 1.6), values finite and in range, filter against name. Everything wrong with the
 * file is returned at once; nothing is thrown for a bad file.
 */
export function checkFrame(bytes: Uint8Array, candidate: Candidate): FrameCheck {
  try {
    const file = readFits(bytes, candidate.path);
    return checkOpened(file, firstImage(file), candidate);
  } catch (error) {
    if (!(error instanceof FitsError)) throw error;
    return refusal(candidate, [problemOfFile(error, candidate.path)]);
  }
}

function checkOpened(file: FitsFile, image: ImageHdu, candidate: Candidate): FrameCheck {
  const { path, name, rawName } = candidate;
  if (rawName === null) {
    const caveat = problem('unknown-name', 'not named as the camera names its files: ignored', {
      file: path,
      found: name,
      expected: 'ib001.fit, ib001b.fit, zenith1.fit, dark1.fit, mbias1.fit or biasc6.fit',
      hint: 'Rename it if it belongs to the set, or move it away.',
    });
    return { path, name, facts: null, problems: [], caveats: [caveat] };
  }
  const reader = new HeaderReader(image.header, path);
  const facts = readFacts(reader, image, candidate, rawName);
  const problems = [...reader.problems];
  const caveats = [...reader.caveats, ...file.notes.map((note) => ({ ...note, file: path }))];
  const [width = 0, height = 0] = image.shape;
  if (
    image.shape.length !== 2 ||
    width < 1 ||
    height < 1 ||
    Math.max(width, height) > maximumAxis
  ) {
    problems.push(
      problem('not-an-image', 'the data are not one picture', {
        file: path,
        found: `axes ${image.shape.join(' x ')}`,
        expected: `two axes of 1 to ${maximumAxis} pixels`,
        hint: 'Export the frame as a plain two-dimensional FITS image.',
      }),
    );
  }
  const letter = facts.filter === null ? null : filterLetter(facts.filter);
  if (facts.band !== null && letter !== null && letter !== facts.band) {
    problems.push(
      problem('name-filter-mismatch', 'file name and FILTER contradict each other', {
        file: path,
        found: `FILTER ${facts.filter ?? ''}`,
        expected: `${facts.band}, as the name ${name} says`,
        hint: 'Find out which is right; rename the file or correct FILTER.',
      }),
    );
  } else if (facts.band !== null && facts.filter !== null && letter === null) {
    caveats.push(
      problem('filter-unknown', 'FILTER is none that is known: the file name is believed', {
        file: path,
        found: facts.filter,
        expected: facts.band,
        hint: 'Correct FILTER if the frame was taken through the filter its name says.',
      }),
    );
  }
  if (problems.length > 0) return refusal(candidate, problems);
  return { path, name, facts, problems, caveats };
}

function refusal(candidate: Candidate, problems: readonly Problem[]): FrameCheck {
  const { path, name } = candidate;
  return { path, name, facts: null, problems, caveats: [] };
}

/** Zenith frames are not mosaicked, darks have no filter, biases need no card at all. */
function readFacts(
  reader: HeaderReader,
  image: ImageHdu,
  { path, name }: Candidate,
  { role, number, band }: RawFileName,
): FrameFacts {
  const science = role === 'science';
  const sky = science || role === 'zenith';
  const instrument = reader.text('INSTRUME', sky);
  // Not said means 1; what is said must be right, for the light of a cell depends on it.
  const binning = (keyword: string): number =>
    reader.number(keyword, [1, 64], '', sky && image.header.has(keyword)) ?? 1;
  return {
    path,
    name,
    stem: stemOf(name),
    role,
    number,
    band,
    width: image.shape[0] ?? 0,
    height: image.shape[1] ?? 0,
    binningX: binning('XBINNING'),
    binningY: binning('YBINNING'),
    exposureSeconds: reader.number(
      'EXPTIME',
      [sky ? 0.001 : 0, 86_400],
      's',
      sky || role === 'dark',
    ),
    azimuthDeg: reader.number('AZ', [-360, 360], 'deg', science),
    altitudeDeg: reader.number('ALT', [-90, 90], 'deg', science),
    julianDate: reader.julianDate(sky),
    longitudeDeg: reader.number('LONGITUD', [-360, 360], 'deg', science),
    latitudeDeg: reader.number('LATITUDE', [-90, 90], 'deg', science),
    elevationMetres: reader.number('ELEVATIO', [-1000, 10_000], 'm', false),
    camera: instrument === null ? null : cameraOfInstrument(instrument),
    instrument,
    filter: reader.text('FILTER', sky),
    gainElectronsPerDn: reader.number('EGAIN', [0.001, 1000], 'e-/DN', false),
    object: reader.text('OBJECT', false),
    location: reader.text('LOCATION', false),
  };
}
