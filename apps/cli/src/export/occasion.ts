import { panoramaTitle } from '@nightskies/imaging';
import { localMeanTime } from '@nightskies/nsnsd';
import { utcOf } from './workbooks/build-workbooks.js';
import type { NightProducts } from './workbooks/night-products.js';

/** Place, date and hour of a set above its pictures; null where the headers do not say them. */
export function titleOf(
  { night, set }: { readonly night: string; readonly set: number },
  nights: readonly NightProducts[],
): string | null {
  const known = nights.find((one) => one.night === night);
  const middle = utcOf(known?.sets.find((one) => one.set === set)?.middleJd ?? null);
  const longitudeDeg = known?.cards.longitudeDeg ?? null;
  if (known === undefined || middle === null || longitudeDeg === null) return null;
  const { date, hours } = localMeanTime(middle, longitudeDeg);
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const { location, cards } = known;
  const site = cards.site === location ? '' : (cards.site ?? '');
  return panoramaTitle({
    ...{ location: location ?? night, site, year, month, day, localMeanHours: hours },
  });
}
