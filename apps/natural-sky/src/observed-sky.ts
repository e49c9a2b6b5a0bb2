import type { ObservedSky, SeenSky, SkyComponents } from '@nightskies/natural-sky';

/** The cells of one size of a stored sky, as they were seen. */
export function observedSky(
  { site, startJdUtc }: Pick<SkyComponents, 'site' | 'startJdUtc'>,
  { grid, seconds }: SeenSky,
): ObservedSky {
  return { grid, site, seconds, startJdUtc };
}
