import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { outliveReader } from './closed-output.js';

function failing(code: string): () => boolean {
  const stream = new PassThrough();
  outliveReader(stream);
  return () => stream.emit('error', Object.assign(new Error(`write ${code}`), { code }));
}

describe('output into a pipe', () => {
  it('goes on when the reader has seen enough', () => {
    expect(failing('EPIPE')).not.toThrow();
    expect(failing('ERR_STREAM_DESTROYED')).not.toThrow();
  });

  it('does not hide any other failure', () => {
    expect(failing('ENOSPC')).toThrow('write ENOSPC');
  });
});
