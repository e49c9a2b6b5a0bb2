import {
  skyRegionOf,
  type Measured,
  type ReportFact,
  type SkyMetrics,
  type SkyRegion,
} from '@nightskies/contracts';

const base = {
  name: 'artificial-share',
  title: 'Artificial part of the light',
  unit: '%',
  note: null,
} as const;

function unknown(reason: string): ReportFact {
  return { ...base, value: null, uncertainty: null, reason };
}

/**
 * How much of the mean luminance above the horizon is artificial, %, over the sky that the artificial map
 * has. With s = A / T the error follows from those of A and T: noise and gaps are the same in both, so they
 * count (1 - s) times; the zeropoint moves both; the model moves A alone. What is shared beyond that is
 * taken as independent.
 *
 * @param absent why there is no artificial light, when there is none
 */
export function artificialShare(sky: SkyMetrics | undefined, absent: string): ReportFact {
  if (sky === undefined) return unknown('the metrics are of an older kind');
  const artificial = (['free', 'full'] as const)
    .map((part) => skyRegionOf(sky, { light: 'artificial', sky: part, cap: 'horizon' }))
    .find((region) => region !== undefined);
  if (artificial === undefined) return unknown(absent);
  const all = skyRegionOf(sky, { light: 'all', sky: artificial.sky, cap: 'horizon' });
  if (all === undefined) return unknown('the whole light of the same sky was not measured');
  return shareOf(meanOf(artificial), meanOf(all));
}

function meanOf(region: SkyRegion): Measured {
  return region.luminance.mean;
}

function shareOf(artificial: Measured, all: Measured): ReportFact {
  if (artificial.value === null) return unknown(artificial.reason ?? 'it was not measured');
  if (all.value === null) return unknown(all.reason ?? 'it was not measured');
  if (!(all.value > 0)) return unknown('no light was measured');
  const share = artificial.value / all.value;
  const value = 100 * share;
  const [own, whole] = [artificial.parts, all.parts];
  if (own === null || whole === null) {
    const reason = artificial.reason ?? all.reason ?? 'the parts of the error are not known';
    return { ...base, value, uncertainty: null, reason };
  }
  const error = Math.hypot(
    (1 - share) * own.random,
    (1 - share) * own.gaps,
    own.model,
    own.systematic - share * whole.systematic,
  );
  return { ...base, value, uncertainty: (100 * error) / all.value, reason: null };
}
