import { NightSkiesError, problem } from '@nightskies/contracts';

/** What the operating system may refuse, in words a person can act on: [what, what to do]. */
const refusals: Readonly<Record<string, readonly [string, string]>> = {
  EACCES: [
    'this may not be read or written by you',
    'Change its permissions, or use another folder.',
  ],
  EPERM: [
    'this may not be read or written by you',
    'Change its permissions, or use another folder.',
  ],
  EROFS: ['this disk can only be read', 'Use a folder on another disk.'],
  ENOSPC: ['the disk is full', 'Make room, then run the same command again: it resumes.'],
  EDQUOT: ['your share of the disk is full', 'Make room, then run the same command again.'],
  ENOTDIR: ['a part of this path is a file', 'Use another folder, or move that file away.'],
  EEXIST: ['there is a file where a folder is needed', 'Use another folder, or move it away.'],
  EISDIR: ['there is a folder where a file is needed', 'Use another name, or move it away.'],
  ENOENT: ['there is nothing at this path', 'Check the spelling.'],
  ENAMETOOLONG: ['this path is too long', 'Use a folder nearer to the root of the disk.'],
  EBUSY: ['another program uses this file', 'Close that program, then run again.'],
  EMFILE: ['too many files are open', 'Close other programs, or use --threads 1.'],
};

/**
 * A failure of a file operation as an error of ours; anything else as it is. The operating system
 * refuses for reasons a person can mend, so that it is no fault of the program.
 */
export function namedSystemError(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  const refusal = refusals[String(error.code)];
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  if (refusal === undefined || path === undefined) return error;
  const [message, hint] = refusal;
  return new NightSkiesError(
    problem('file-refused', message, { file: path, found: error.message, hint }),
    { cause: error },
  );
}
