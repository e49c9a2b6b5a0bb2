import { describe, expect, it } from 'vitest';
import { fileProblem } from '../file-problem.js';
import { withPath } from './file-bytes.js';

describe('a file on a disk that is full', () => {
  it('is named, as no fault of the program', () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(fileProblem(withPath(full, 'night/M31.stack.fits'), 'frame.fits')).toMatchObject({
      code: 'file-refused',
      file: 'night/M31.stack.fits',
      message: 'the disk is full',
    });
  });
});
