import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileSink } from './file-bytes.js';

/** Lets a file be written piece by piece; it is there whole or not at all. */
export async function writeWhole<T>(
  path: string,
  write: (sink: FileSink) => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const beside = `${path}.${randomUUID().slice(0, 8)}.part`;
  const sink = new FileSink(beside);
  try {
    const made = await write(sink);
    sink.close();
    renameSync(beside, path);
    return made;
  } catch (error) {
    sink.close();
    rmSync(beside, { force: true });
    throw error;
  }
}
