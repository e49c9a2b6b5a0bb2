import type { Command } from 'commander';

/**
 * `nightskies ccd photometry`.
 *
 * @param act what commander calls
 */
export function addPhotometry(ccd: Command, act: (...received: unknown[]) => Promise<void>): void {
  ccd
    .command('photometry')
    .description('light and magnitudes of listed or found stars in apertures, with errors')
    .addHelpText(
      'before',
      'Example:  nightskies ccd photometry night/*.fits --catalog stars.csv --aperture 3,5 --gain 1.6\n',
    )
    .argument('<files...>', 'pictures, folders of pictures, or patterns such as "night/*.fits"')
    .option('--catalog <FILE>', 'sources: CSV, ECSV, FITS table or text with x, y or ra, dec')
    .option('--detect', 'find the sources in each picture, as ccd sources does')
    .option('--positions <KIND>', 'pixels or sky, for a catalog with both (default: pixels)')
    .option('--pixel-origin <N>', 'what the catalog calls the first pixel: 0 (default) or 1')
    .option('--fwhm <PX>', 'width of the stars to begin with (default: measured)')
    .option('--threshold <SIGMA>', 'height of the faintest star for --detect', '5')
    .option('--aperture <R[,R...]>', 'radii, px', '5')
    .option('--annulus <IN,OUT>', 'of the background, px (default: 2 and 3 largest apertures)')
    .option('--method <NAME>', 'pixels at the rim: exact, center or subpixel', 'exact')
    .option('--background <NAME>', 'median, mean (both clipped), mode or none', 'median')
    .option('--gain <E>', 'electrons per unit of the picture (default: EGAIN of the header)')
    .option('--read-noise <E>', 'electrons (default: RDNOISE of the header)')
    .option('--saturation <DN>', 'from here on saturated (default: SATURATE, or a plateau)')
    .option('--recentre', 'move each aperture to the middle of its star')
    .option('--psf <NAME>', 'gaussian or moffat: fits to each star as well')
    .option('--zeropoint <MAG>', 'magnitude of one unit per second')
    .option('--exposure <S>', 'seconds (default: EXPTIME of the header)')
    .option('--inside', 'leave out sources outside the picture')
    .option('--mask <FILE>', 'FITS image: pixels that are not 0 are left out')
    .option('--plane <N>', 'of a picture with several: its number from 1, or mean')
    .option('--to <DIR|FILE>', 'where to (default: FILE.photometry.ecsv beside each picture)')
    .option('--format <NAME>', 'fits, csv, ecsv or json (default: by the name of --to, or ecsv)')
    .option('--overwrite', 'replace results that are there')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `
Places count from 0 at the centre of the first pixel: FITS counts from 1 there. Columns of a catalog
that SExtractor names (X_IMAGE) count from 1. Other columns of the catalog stay in the table. Places in
the sky need a solved picture: nightskies ccd solve PICTURE --fits. Radii and all columns:
docs/formats.md.
`,
    )
    .action(act);
}
