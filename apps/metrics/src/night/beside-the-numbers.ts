import type { PhotometricFit, ReportCaveat, SetAstrometry, SetReport } from '@nightskies/contracts';

/** What speaks against the air of a set, where its natural model has not said so already. */
export function caveatsOfAir(
  photometry: PhotometricFit | null,
  told: ReadonlySet<string>,
): ReportCaveat[] {
  if (photometry === null || told.has('cloudy') || told.has('extinction-unsteady')) return [];
  return photometry.conditions.map(({ kind, sentence }) => ({
    ...{ code: kind, sentence, weight: 'caution' },
  }));
}

/** Frames a set was made without, and frames that their own stars did not place. */
export function omissionsOf(
  missingFrames: readonly string[],
  astrometry: SetAstrometry | null,
): SetReport['omissions'] {
  const missing =
    missingFrames.length === 0
      ? []
      : [
          {
            what: `Frames ${missingFrames.join(', ')}`,
            why: 'they are not in the set folder, or were refused',
          },
        ];
  const unsolved = (astrometry?.frames ?? []).flatMap(({ frame, status, reason }) =>
    status === 'solved' ? [] : [{ what: `Stars of ${frame}`, why: reason ?? status }],
  );
  return [...missing, ...unsolved];
}
