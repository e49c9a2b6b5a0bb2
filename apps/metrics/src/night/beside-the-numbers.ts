import type {
  Band,
  NaturalSkyFitDocument,
  OverlapReport,
  PhotometricFit,
  ReportCaveat,
  SetAstrometry,
  SetReport,
} from '@nightskies/contracts';

/** Why a set has no numbers of artificial light. */
export function withoutArtificial(band: Band, fit: NaturalSkyFitDocument | null): string {
  if (fit?.outcome === 'not-fitted') {
    const codes = new Set(fit.caveats.map(({ code }) => code));
    return `the natural sky could not be fitted (${[...codes].join(', ')})`;
  }
  return band === 'V'
    ? 'the natural sky of the set was not modelled'
    : 'natural light is modelled in V only: galactic light and priors of B are not proven';
}

/** A site without a height: air and airglow over it are those at sea level. */
export function caveatsOfPlace(
  site: { readonly elevationMetres: number | null } | null,
  asked: 'header' | number,
): ReportCaveat[] {
  if (site === null || site.elevationMetres !== null || asked !== 'header') return [];
  return [
    {
      code: 'elevation-assumed',
      weight: 'note',
      sentence:
        'The headers do not say how high the site lies: air pressure and natural light are those at ' +
        'sea level. Give the height in metres: --param site-elevation=1200.',
    },
  ];
}

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

/** A frame this little off its neighbours, as a part of its light, moves no number beyond its error. */
const smallExcess = 0.01;

/** Frames that their neighbours contradict: the map is made with them all the same. */
export function caveatsOfFrames({ disagreeing }: OverlapReport): ReportCaveat[] {
  return disagreeing.map(({ sentence, excess }) => ({
    code: 'frame-disagrees',
    sentence: `${sentence} The map is made with this frame.`,
    weight: Math.abs(excess) < smallExcess ? 'note' : 'caution',
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
  const framesByReason = new Map<string, string[]>();
  for (const { frame, status, reason } of astrometry?.frames ?? []) {
    if (status === 'solved') continue;
    const why = reason ?? status;
    framesByReason.set(why, [...(framesByReason.get(why) ?? []), frame]);
  }
  const unsolved = [...framesByReason].map(([why, frames]) => ({
    what: `Stars of ${frames.join(', ')}`,
    why,
  }));
  return [...missing, ...unsolved];
}
