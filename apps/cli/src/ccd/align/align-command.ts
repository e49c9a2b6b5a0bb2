import type { Command } from 'commander';
import { interpolationHelp, withAlignOptions } from '../stack/stack-command.js';

/**
 * `nightskies ccd align`.
 *
 * @param act what commander calls
 */
export function addAlign(ccd: Command, act: (...received: unknown[]) => Promise<void>): void {
  withAlignOptions(
    ccd
      .command('align')
      .description('register frames of one field and bring each to one grid')
      .addHelpText(
        'before',
        'Example:  nightskies ccd align night/*.fits --reference night/m31_07.fits --to aligned\n',
      )
      .argument('<files...>', 'frames, folders of frames, or patterns such as "night/*.fits"'),
  )
    .option('--to <DIR>', 'folder for the results (default: aligned, beside the first frame)')
    .option('--overwrite', 'replace results that are there')
    .option('--json', 'one JSON document on standard output')
    .addHelpText(
      'after',
      `${interpolationHelp}
Writes FRAME.aligned.fits for each frame, NaN where it has no values, and FIRST.transforms.ecsv, a table
of how the frames lay on the reference. Frames that do not fit are named and left out.
`,
    )
    .action(act);
}
