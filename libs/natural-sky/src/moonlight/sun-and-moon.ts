import {
  bodyPlace,
  moonPhase,
  observerFrame,
  type HorizontalDirection,
  type Site,
} from '@nightskies/sky';
import { meanMoonDistanceAu, type MoonInSky } from './scattered-moonlight.js';

/** Where Sun and Moon stand at one moment. */
export interface SunAndMoon {
  /** True altitude. */
  readonly sun: HorizontalDirection;
  readonly moon: MoonInSky & HorizontalDirection & { readonly illuminatedFraction: number };
}

/** Sun and Moon over a site, without air: near the horizon the Moon is seen half a degree higher. */
export function sunAndMoon(site: Site, jdUtc: number): SunAndMoon {
  const frame = observerFrame({ ...site, jdUtc, refraction: null });
  const moon = bodyPlace('moon', frame);
  const { phaseAngleDeg, illuminatedFraction } = moonPhase(frame);
  return {
    sun: bodyPlace('sun', frame).horizontal,
    moon: {
      ...moon.horizontal,
      phaseAngleDeg,
      illuminatedFraction,
      relativeDistance: moon.distanceAu / meanMoonDistanceAu,
    },
  };
}
