import type { Command } from 'commander';

/** Options of registration and grid, which `align` and `stack` share. */
export function withAlignOptions(command: Command): Command {
  return command
    .option('--register <HOW>', 'auto (WCS if all frames have one, else stars), stars, wcs', 'auto')
    .option(
      '--transform <KIND>',
      'shift, similarity, affine or homography (default: the simplest that fits)',
    )
    .option('--mirrored', 'take frames that show the sky mirrored')
    .option('--reference <FILE>', 'frame that gives grid and level (default: the best one)')
    .option('--fwhm <PX>', 'width of the stars (default: measured in each frame)')
    .option('--threshold <SIGMA>', 'significance of the faintest star', '6')
    .option(
      '--interpolation <NAME>',
      'nearest, bilinear, bicubic, lanczos3 (surface brightness is kept) or area (flux is kept)',
      'lanczos3',
    )
    .option('--extent <WHAT>', 'grid of the reference: its own extent, or that of all', 'reference')
    .option('--border <WHAT>', 'what not all frames cover: keep or crop', 'keep')
    .option('--wcs <FILE>', 'grid of this FITS file or FILE.wcs')
    .option('--center <RA,DEC>', 'grid about this place: degrees, or 05:35:17,-05:23:28')
    .option('--scale <ARCSEC>', 'its scale per pixel (default: of the reference)')
    .option('--size <W,H>', 'its size, px (default: as wide in the sky as the reference)')
    .option('--rotation <DEG>', 'position angle of its growing rows (default: 0, north)')
    .option('--plane <N>', 'of a picture with several: its number from 1, or mean')
    .option('--compress', 'compressed tiles, without loss (.fits.fz)')
    .option('--memory <MB>', 'stay within it, the program included', '512');
}

/** What each interpolation keeps, for the help. */
export const interpolationHelp = `
Interpolations keep surface brightness, so a constant sky stays: nearest (no new values), bilinear (never
beyond its neighbours, blurs), bicubic, lanczos3 (sharpest; rings beside burnt-out stars). Where the scale
changes, the flux of a star changes with the area of the pixels. area is the exact overlap of pixels: the
flux of a star stays, the level of the sky follows the area of the pixels.
`;

/**
 * `nightskies ccd stack`.
 *
 * @param act what commander calls
 */
export function addStack(ccd: Command, act: (...received: unknown[]) => Promise<void>): void {
  withAlignOptions(
    ccd
      .command('stack')
      .description('register frames of one field and combine them into one picture')
      .addHelpText(
        'before',
        'Example:  nightskies ccd stack night/*.fits --combine mean --reject winsorised --to M31.fits\n',
      )
      .argument('<files...>', 'frames, folders of frames, or patterns such as "night/*.fits"'),
  )
    .option('--aligned', 'the frames lie on one grid already: combine them pixel by pixel')
    .option('--combine <HOW>', 'mean, median, sum or weighted', 'mean')
    .option(
      '--reject <HOW>',
      'none, sigma (kappa-sigma), winsorised, minmax, percentile, or auto: winsorised for means of 3 or more',
      'auto',
    )
    .option(
      '--limits <LOW,HIGH>',
      'sigmas (3,3), numbers of values (minmax: 1,1) or shares of the median (percentile: 0.2,0.1)',
    )
    .option('--scaling <BY>', 'factors by stars, sky, exptime, none, or auto: the first known')
    .option('--offset <BY>', 'level of the backgrounds: sky or none (default: sky)')
    .option('--no-normalise', 'neither factors nor offsets; usual for --combine sum')
    .option('--weights <BY>', 'of --combine weighted: noise (1 / noise^2), exptime or none')
    .option('--no-maps', 'leave out the extensions UNCERT, WEIGHT and FOOTPRNT')
    .option('--to <FILE|DIR>', 'where to (default: FIRST.stack.fits beside the first frame)')
    .option('--overwrite', 'replace a result that is there')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `${interpolationHelp}
Frames that do not fit are named and left out. Each file is read twice, once for its stars and once to be
combined, in strips as high as the memory allows. Packed files, other pictures than FITS, and frames
turned too far for the memory are unpacked beside the result meanwhile. Header and planes of the result:
docs/formats.md.
`,
    )
    .action(act);
}
