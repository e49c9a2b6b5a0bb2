import { NightSkiesError, problem } from '@nightskies/contracts';
import { catalogueEpochJd } from '@nightskies/sky';
import { fileProblem } from './file-problem.js';
import { annotate } from './annotate.js';
import type { OutputFiles } from './output-files.js';
import { headerFacts, type PictureFacts } from './picture-facts.js';
import { readPicture, type Picture } from './read-picture.js';
import { solveWholeSky } from './solve-fisheye.js';
import { solveField } from './solve-field.js';
import { optionHints, type SolveCommandOptions } from './solve-options.js';
import { unsolvedEntry, type SolvedFileEntry } from './solve-report.js';
import { fieldDeg, type SolvedPicture } from './solved-picture.js';
import { jdOfYear, type Stars } from './star-finder.js';
import { solvedFits, wcsFile } from './write-solution.js';

const endings = { wcs: '.wcs', fits: '.solved.fits', annotated: '.annotated.png' } as const;

/** Solves one picture and writes what was asked for; whatever fails is told in the entry. */
export async function solveFile(
  file: string,
  options: SolveCommandOptions,
  outputs: OutputFiles,
  stars: Stars,
): Promise<SolvedFileEntry> {
  const started = performance.now();
  const seconds = (): number => Math.round(performance.now() - started) / 1000;
  try {
    outputs.assertFree(file, wantedEndings(options));
    const picture = await readPicture(file);
    const facts = factsOf(picture, options);
    const solution = solvePicture(file, picture, facts, options, stars);
    const { luminance } = picture;
    const [fieldWidthDeg, fieldHeightDeg] = fieldDeg(
      solution.sky,
      luminance.width,
      luminance.height,
    );
    const written = await writeResults(file, picture, facts, solution, options, outputs);
    return {
      file,
      solved: true,
      reason: null,
      centerRaDeg: solution.centre.raDeg,
      centerDecDeg: solution.centre.decDeg,
      centerSigmaArcsec: solution.centreSigmaArcsec,
      pixelScaleArcsec: solution.scaleArcsec,
      rotationDeg: solution.rotationDeg,
      parity: solution.parity,
      fieldWidthDeg,
      fieldHeightDeg,
      matchedStars: solution.matched.length,
      rmsPixels: solution.rmsPx,
      logOdds: solution.logOdds,
      projection: solution.projection,
      distortionOrder: solution.order,
      hints: solution.hints,
      contradictions: solution.contradictions,
      ...written,
      seconds: seconds(),
      problem: null,
    };
  } catch (error) {
    return unsolvedEntry(file, fileProblem(error, file), seconds());
  }
}

function wantedEndings({ wcs, fits, annotate }: SolveCommandOptions): string[] {
  return [
    ...(wcs ? [endings.wcs] : []),
    ...(fits === true ? [endings.fits] : []),
    ...(annotate === true ? [endings.annotated] : []),
  ];
}

/** Facts of the header, over them those of the options. */
function factsOf({ fits, luminance }: Picture, options: SolveCommandOptions): PictureFacts {
  const told: PictureFacts =
    fits === undefined
      ? { hints: {}, origins: [] }
      : headerFacts(fits.header, luminance.width, luminance.height);
  const { hints, origins } = optionHints(options);
  const header = options.blind === true ? { hints: {}, origins: [] } : told;
  const overruled = origins.map((origin) => origin.split(':')[0]);
  const jdUtc = options.time ?? told.jdUtc;
  const site = options.site ?? told.site;
  return {
    hints: { ...header.hints, ...hints },
    origins: [
      ...header.origins.filter((origin) => !overruled.includes(origin.split(':')[0])),
      ...origins,
    ],
    ...(jdUtc === undefined ? {} : { jdUtc }),
    ...(site === undefined ? {} : { site }),
    ...(options.blind === true || hints.centre !== undefined || told.commanded === undefined
      ? {}
      : { commanded: told.commanded }),
  };
}

function solvePicture(
  file: string,
  picture: Picture,
  facts: PictureFacts,
  options: SolveCommandOptions,
  stars: Stars,
): SolvedPicture {
  const epoch = options.epoch === undefined ? catalogueEpochJd : jdOfYear(options.epoch);
  const ofYear = stars.ofYear(facts.jdUtc ?? epoch);
  if (options.fisheye === true) return solveWholeSky(file, picture, facts, ofYear);
  const outcome = solveField(picture, facts, ofYear, {
    fwhmPx: options.fwhm,
    thresholdSigma: options.threshold,
    maxOrder: options.order,
  });
  if ('sky' in outcome) return outcome;
  const { reason, message, found, expected, hint } = outcome;
  throw new NightSkiesError(problem(reason, message, { file, found, expected, hint }));
}

async function writeResults(
  file: string,
  picture: Picture,
  facts: PictureFacts,
  solution: SolvedPicture,
  options: SolveCommandOptions,
  outputs: OutputFiles,
): Promise<Pick<SolvedFileEntry, 'wcsFile' | 'fitsFile' | 'annotatedFile'>> {
  const write = (ending: string, bytes: Uint8Array): Promise<string> =>
    outputs.write(file, ending, bytes);
  return {
    wcsFile: options.wcs ? await write(endings.wcs, wcsFile(solution, picture)) : null,
    fitsFile:
      options.fits === true ? await write(endings.fits, solvedFits(solution, picture)) : null,
    annotatedFile:
      options.annotate === true
        ? await write(endings.annotated, await annotate(file, picture, facts, solution))
        : null,
  };
}
