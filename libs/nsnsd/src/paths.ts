/**
 * The parts of a path written with slashes or backslashes, without empty ones and without `.`. A
 * leading drive (`C:`) is an ordinary part.
 */
export function pathParts(path: string): readonly string[] {
  return path.split(/[\\/]+/).filter((part) => part !== '' && part !== '.');
}

/** Last part of a path; the empty string when there is none. */
export function baseName(path: string): string {
  return pathParts(path).at(-1) ?? '';
}

/**
 * True for names that claim to be FITS: `.fit`, `.fits`, `.fts` in any case, also with `.gz` or `.fz`.
 */
export function isFitsName(name: string): boolean {
  return /\.(?:fit|fits|fts)(?:\.[gf]z)?$/i.test(name);
}
