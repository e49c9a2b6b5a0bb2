/**
 * URL of a module for another thread: `moduleUrl('./handlers.js', import.meta.url)`.
 *
 * Threads run compiled JavaScript. A test runner executes the TypeScript sources in place; seen
 * from there the module is its compiled twin below `dist`, so build before such a test.
 */
export function moduleUrl(relative: string, importMetaUrl: string): URL {
  if (!importMetaUrl.endsWith('.ts')) return new URL(relative, importMetaUrl);
  const at = importMetaUrl.lastIndexOf('/src/');
  return new URL(relative, `${importMetaUrl.slice(0, at)}/dist/${importMetaUrl.slice(at + 5)}`);
}
