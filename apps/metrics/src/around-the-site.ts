import { readFile } from 'node:fs/promises';
import { photometricFitSchema, readDocument } from '@nightskies/contracts';
import {
  albedoAt,
  lightRatioModel,
  nearbyPlaces,
  readGroundGrid,
  readPlaces,
  readWorldPlaces,
  worldPlacesSource,
  worldPlacesUrl,
  type ObservedToMeasure,
  type StarsOfSky,
} from '@nightskies/metrics';
import type { TaskContext, TaskInput } from '@nightskies/platform';
import {
  layeredRefraction,
  observerFrame,
  openStarCatalogue,
  standardPressureHpa,
  starCatalogueUrl,
} from '@nightskies/sky';

/** Towns near a site, light on its ground and what that ground sends back: from files people give, and the towns of the world. */
export async function aroundSite({
  maybe,
  arguments: { site },
}: Pick<TaskContext<'metrics.observe'>, 'maybe' | 'arguments'>): Promise<
  Pick<ObservedToMeasure, 'albedo' | 'modelledRatio' | 'nearbyPlaces'>
> {
  if (site === null) return {};
  const places = await maybe('places');
  const lights = await maybe('lights');
  const albedo = await maybe('albedo');
  return {
    nearbyPlaces:
      places === undefined
        ? nearbyPlaces(
            site,
            readWorldPlaces(await readFile(worldPlacesUrl), site),
            worldPlacesSource,
          )
        : nearbyPlaces(site, readPlaces(places.bytes, places.name), places.name),
    ...(lights && {
      modelledRatio: lightRatioModel(readGroundGrid(lights.bytes, lights.name), site),
    }),
    ...(albedo && { albedo: albedoAt(readGroundGrid(albedo.bytes, albedo.name), site) }),
  };
}

/** Where no header has a temperature, that of the standard atmosphere at sea level, C. */
const standardTemperatureC = 15;
const catalogueName = 'Tycho-2 and Hipparcos, to V 11.5';

/** What a task knows of when and where a set was taken, and of its air. */
interface TimeAndPlace {
  maybe(role: 'photometry'): Promise<TaskInput | undefined>;
  readonly arguments: Pick<
    TaskContext<'metrics.observe' | 'metrics.measure'>['arguments'],
    'site' | 'middleJd'
  >;
}

/** The stars over a set in its middle, and the air before them; null without time, place or extinction. */
export async function starsOver(context: TimeAndPlace): Promise<StarsOfSky | null> {
  const { site, middleJd } = context.arguments;
  const given = await context.maybe('photometry');
  if (site === null || middleJd === null || given === undefined) return null;
  const fit = readDocument(photometricFitSchema, given, 'photometry of a set');
  const extinction = fit.free?.extinction ?? fit.fixed?.extinction;
  if (extinction === undefined) return null;
  const { longitudeDeg, latitudeDeg, elevationMetres } = site;
  const heightM = elevationMetres ?? 0;
  const refraction = layeredRefraction({
    pressureHpa: standardPressureHpa(heightM),
    temperatureC: standardTemperatureC,
    relativeHumidity: 0,
    wavelengthUm: 0.55,
    ...{ latitudeDeg, heightM },
  });
  return {
    catalogue: openStarCatalogue(await readFile(starCatalogueUrl)),
    catalogueName,
    frame: observerFrame({ longitudeDeg, latitudeDeg, heightM, jdUtc: middleJd, refraction }),
    extinctionMag: extinction.value,
    extinctionSigmaMag: extinction.total,
  };
}
