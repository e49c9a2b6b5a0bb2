/** What a stream says of a reader that has gone. */
const goneReader = new Set(['EPIPE', 'ERR_STREAM_DESTROYED']);

/**
 * Lets a command finish when the reader of its output has seen enough, as in `... | head`: its results
 * are files, and lines that nobody reads are no failure.
 */
export function outliveReader(stream: NodeJS.EventEmitter): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (!goneReader.has(error.code ?? '')) throw error;
  });
}
