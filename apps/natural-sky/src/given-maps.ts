import { readGivenSkyMap, type GivenComponent, type GivenSkyMap } from '@nightskies/natural-sky';
import type { TaskContext } from '@nightskies/platform';

const components = ['airglow', 'zodiacal', 'galactic', 'diffuse'] as const;

/** The maps a person gave in the place of components. */
export async function givenMaps({
  maybe,
}: Pick<TaskContext<'natural-sky.components'>, 'maybe'>): Promise<
  Partial<Readonly<Record<GivenComponent, GivenSkyMap>>>
> {
  const maps: Partial<Record<GivenComponent, GivenSkyMap>> = {};
  for (const component of components) {
    const file = await maybe(component);
    if (file !== undefined) maps[component] = readGivenSkyMap(file.bytes, file.name);
  }
  return maps;
}
