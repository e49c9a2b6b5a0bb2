import { camerasFileSchema, problem, type CamerasFile, type Problem } from '@nightskies/contracts';

/** Reads `cameras.json`; everything wrong with it at once, each with its place. */
export function readCamerasFile(
  text: string,
  path: string,
): { readonly cameras: CamerasFile | null; readonly problems: readonly Problem[] } {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {
      cameras: null,
      problems: [
        problem('cameras-file-unreadable', `not JSON: ${error.message}`, {
          file: path,
          hint: 'Look for a missing comma, quotation mark or bracket at that place.',
        }),
      ],
    };
  }
  const parsed = camerasFileSchema.safeParse(json);
  if (parsed.success) return { cameras: parsed.data, problems: [] };
  return {
    cameras: null,
    problems: parsed.error.issues.map((issue) =>
      problem('cameras-file-invalid', `${issue.path.join('.') || 'the file'}: ${issue.message}`, {
        file: path,
        hint: 'Correct the entry; docs/formats.md describes the file.',
      }),
    ),
  };
}

export type CameraEntry = CamerasFile['cameras'][number];

/** What `cameras.json` says of a camera on a date (ISO 8601); the youngest valid entry counts. */
export function cameraEntry(
  file: CamerasFile | null,
  camera: string,
  date: string | null,
): CameraEntry | null {
  const valid = (file?.cameras ?? []).filter(
    (entry) =>
      entry.camera.toUpperCase() === camera.toUpperCase() &&
      (date === null || entry.validFrom === undefined || entry.validFrom <= date) &&
      (date === null || entry.validUntil === undefined || date <= entry.validUntil),
  );
  return (
    valid.toSorted((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? 1 : -1)).at(0) ?? null
  );
}
