import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import type { TaskContext } from '@nightskies/platform';
import type { Site } from '@nightskies/sky';

/**
 * Where a set was taken; a height a person gave counts more than that of the headers.
 *
 * @throws NightSkiesError `sky-unknown` without a place
 */
export function siteOf({
  parameters,
  arguments: { site },
}: Pick<TaskContext<'natural-sky.components'>, 'parameters' | 'arguments'>): {
  readonly site: Site;
  readonly problems: readonly Problem[];
} {
  if (site === null) {
    throw new NightSkiesError(
      problem('sky-unknown', 'nobody knows which sky was over the camera', {
        found: 'no LONGITUD and LATITUDE in the headers of the set',
        expected: 'the place of the camera in the headers',
        hint: 'Add LONGITUD and LATITUDE (deg, east positive) to the raw frames.',
      }),
    );
  }
  const { longitudeDeg, latitudeDeg, elevationMetres } = site;
  const asked = parameters['site-elevation'];
  const heightM = asked === 'header' ? elevationMetres : asked;
  return {
    site: { longitudeDeg, latitudeDeg, heightM: heightM ?? 0 },
    problems:
      heightM !== null
        ? []
        : [
            problem('elevation-assumed', 'the natural sky is that of a site at sea level', {
              found: 'no ELEVATIO in the headers',
              expected: 'the height of the site, m',
              hint: 'Give it: --param site-elevation=1200',
            }),
          ],
  };
}
