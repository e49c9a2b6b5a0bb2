import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { NightSkiesError, problem } from '@nightskies/contracts';

const knownEnding = /\.(?:fits?|fts|png|jpe?g|tiff?)(?:\.[gf]z)?$/i;

/**
 * Writes results beside their pictures, into one folder, or, of one picture with one result, to a file
 * by name; none over what is there unasked.
 */
export class OutputFiles {
  readonly #folder: string | undefined;
  readonly #file: string | undefined;
  readonly #overwrite: boolean;
  /** Result and the picture it was made of, of this call. */
  readonly #mine = new Map<string, string>();

  constructor(options: {
    to?: string | undefined;
    file?: string | undefined;
    overwrite?: boolean | undefined;
  }) {
    this.#folder = options.to;
    this.#file = options.file;
    this.#overwrite = options.overwrite === true;
  }

  /** `night/M31.fits.gz` and `.wcs` make `night/M31.wcs`. */
  pathFor(picture: string, ending: string): string {
    if (this.#file !== undefined) return this.#file;
    const name = basename(picture).replace(knownEnding, '');
    return join(this.#folder ?? dirname(picture), `${name}${ending}`);
  }

  /**
   * Refuses before the work what could not be written after it.
   *
   * @throws NightSkiesError `output-exists`
   */
  assertFree(picture: string, endings: readonly string[]): void {
    for (const ending of endings) {
      const path = this.pathFor(picture, ending);
      const other = this.#mine.get(path);
      if (other !== undefined && other !== picture) {
        throw exists(
          path,
          `the result of ${other}`,
          'Give the two pictures to two calls with --to.',
        );
      }
      if (!this.#overwrite && existsSync(path)) {
        throw exists(path, 'a file of this name', 'Add --overwrite, or --to another folder.');
      }
    }
  }

  /** Writes a result whole or not at all; gives its path. */
  async write(picture: string, ending: string, bytes: Uint8Array | string): Promise<string> {
    this.assertFree(picture, [ending]);
    const path = this.pathFor(picture, ending);
    await mkdir(dirname(path), { recursive: true });
    const beside = `${path}.${randomUUID().slice(0, 8)}.part`;
    try {
      await writeFile(beside, bytes);
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true });
      throw error;
    }
    this.#mine.set(path, picture);
    return path;
  }
}

function exists(file: string, found: string, hint: string): NightSkiesError {
  return new NightSkiesError(
    problem('output-exists', 'a result would replace what is there', {
      file,
      found,
      expected: 'no such file',
      hint,
    }),
  );
}
