import type { Command } from 'commander';

/**
 * `nightskies ccd offsets`, with the parameters of the star-offset step of a drizzle work-flow.
 *
 * @param act what commander calls
 */
export function addOffsets(ccd: Command, act: (...received: unknown[]) => Promise<void>): void {
  ccd
    .command('offsets')
    .description('follow the stars through a sequence that drifts and turns: a table per frame')
    .addHelpText(
      'before',
      'Example:  nightskies ccd offsets "night/*.fits" --to offsets --threshold 5\n',
    )
    .argument('<files...>', 'FITS or camera raw frames of one field, the reference first')
    .option('--fwhm <PX>', 'width of the detection kernel', '4.3')
    .option('--threshold <SIGMA>', 'least height of a star over the noise', '5')
    .option('--radius <PX>', 'how far from its predicted place a star is looked for', '2.5')
    .option('--centroids <KIND>', 'fitted, windowed, or dao as DAOFIND gives them', 'fitted')
    .option('--box <PX>', 'box of the background mesh', '50')
    .option('--filter <BOXES>', 'median filter over the mesh', '5')
    .option('--background <KIND>', 'mode, sextractor, median or mean', 'mode')
    .option('--clip <SIGMA>', 'clipping of the background', '3')
    .option('--bayer-gains <R,G,B>', 'factors for the colours of camera raw files', '1.9,1,1.9')
    .option('--utc-offset <+HH:MM>', "zone of the camera's clock where its EXIF tells none")
    .option('--to <DIR>', 'folder for the results (default: beside each frame)')
    .option('--no-picture', 'write no picture of the tracks')
    .option('--overwrite', 'replace results that are there')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `
Writes FRAME.offsets.fits for each frame (stars seen in all frames, one row each, the same row in
every table) and, for the first, FIRST.tracks.png. Rows and pixels count from 0. Times: UT-OBS, else
DATE-OBS with the zone it ends in, UTC if none; EXIF for camera raw files.
`,
    )
    .action(act);
}
