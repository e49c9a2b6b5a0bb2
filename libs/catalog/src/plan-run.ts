import {
  canonicalJson,
  fewestEarlierAirglows,
  problem,
  taskTypes,
  type ArtifactKind,
  type Band,
  type Digest,
  type Json,
  type Problem,
  type ServiceName,
} from '@nightskies/contracts';
import { digestOf } from './fingerprint.js';
import { planAstrometry } from './plan-astrometry.js';
import { planCalibration, scienceFrames } from './plan-calibration.js';
import { planMetrics, planNight, type ReportedSet } from './plan-metrics.js';
import { planMosaic } from './plan-mosaic.js';
import { planNaturalSky } from './plan-natural-sky.js';
import { planPhotometry } from './plan-photometry.js';
import type {
  Plan,
  PlannedProduct,
  PlannedTask,
  PlanRequest,
  SetToPlan,
  Snapshot,
} from './plan-types.js';
import { filesOfRole, framesOfBand, missingFrames, type SetBand } from './set-band.js';

/**
 * Expands a run into its tasks: a pure function, so the same sets and parameters give the same
 * graph in the same order. Sets come by night and number, bands V before B. What cannot be planned
 * is a problem and stops nothing else.
 *
 * @throws NightSkiesError `bad-parameter` when the map step leaves a part of a cell over
 */
export function planRun(request: PlanRequest): Plan {
  const draft = new Draft();
  const seen = new Set<string>();
  const bands = (['V', 'B'] as const).filter((band) => request.bands.includes(band));
  for (const set of request.sets.toSorted(byNightAndNumber)) {
    const name = `${set.night} set ${set.set}`;
    if (seen.has(name)) {
      draft.problems.push(
        problem('set-twice', `${name} was given twice; the second one is left out`, {
          hint: 'Give each set folder once.',
        }),
      );
      continue;
    }
    seen.add(name);
    for (const band of bands) planSetBand(request, set, band, draft);
  }
  for (const [first, ...others] of draft.nights.values()) {
    if (first === undefined) continue;
    const report = planNight([first, ...others]);
    draft.tasks.push(report);
    draft.product('night-report', report, 'page');
    draft.product('night-report-facts', report, 'facts');
  }
  return draft;
}

class Draft implements Plan {
  readonly tasks: PlannedTask[] = [];
  readonly products: PlannedProduct[] = [];
  readonly snapshots: Snapshot[] = [];
  readonly problems: Problem[] = [];
  readonly caveats: Problem[] = [];
  /** Sets with numbers for the report of their night, by night. */
  readonly nights = new Map<string, ReportedSet[]>();

  /** Stores a fact once, however many sets use it. */
  snapshot(kind: ArtifactKind, name: string, fact: Json): Snapshot {
    const text = canonicalJson(fact);
    const digest = digestOf(text);
    const known = this.snapshots.find((item) => item.digest === digest);
    if (known !== undefined) return known;
    const snapshot: Snapshot = { digest, kind, name, text };
    this.snapshots.push(snapshot);
    return snapshot;
  }

  product(kind: ArtifactKind, task: PlannedTask, output: string): void {
    const { night, set, band, frame } = task.scope;
    this.products.push({ kind, night, set, band, frame, task: task.key, output });
  }
}

const pipeline: readonly ServiceName[] = [
  'catalog',
  'calibration',
  'astrometry',
  'photometry',
  'mosaic',
  'natural-sky',
  'metrics',
];

function planSetBand(request: PlanRequest, set: SetToPlan, band: Band, draft: Draft): void {
  const wanted = (service: ServiceName): boolean =>
    request.until === null || pipeline.indexOf(service) <= pipeline.indexOf(request.until);
  const calibration = set.calibration[band];
  if (calibration === undefined || !wanted('calibration')) return;
  const frames = framesOfBand(set, band);
  const stop = whatStops(request, set, band, frames.length);
  if (stop !== null) {
    draft.problems.push(stop);
    return;
  }
  const gaps = missingFrames(set, band).filter(({ reason }) => !reason.startsWith('refused'));
  if (gaps.length > 0) {
    draft.caveats.push(
      problem('frames-missing', `${title(set, band)}: ${gaps.length} frames are not there`, {
        found: gaps.map(({ stem }) => stem).join(', '),
        expected: 'frames 1 to 45',
        hint: 'The map is made of the frames that exist; look for the others on the camera computer.',
      }),
    );
  }
  const work: SetBand = {
    set,
    band,
    calibration,
    camera: draft.snapshot(
      'camera-constants',
      `${calibration.camera.camera}_${band}.json`,
      calibration.camera,
    ).digest,
    // The old pipeline knew of no other set.
    history: request.parameters.compat === 'nsnsd' ? null : historyOf(set, band, draft),
    parameters: { ...request.parameters, ...set.choices },
    frames,
  };
  const { masters, frames: calibrated } = planCalibration(work);
  draft.tasks.push(masters, ...calibrated.map(({ task }) => task));
  if (!wanted('mosaic')) {
    for (const { task } of calibrated) draft.product('calibrated-frame', task, 'frame');
  }
  if (!wanted('astrometry')) return;
  const science = new Set(scienceFrames(frames).map(({ stem }) => stem));
  const ofSky = calibrated.filter(({ frame }) => science.has(frame.stem));
  if (ofSky.length === 0) {
    draft.problems.push(noScienceFrames(set, band));
    return;
  }
  const { solutions, adjust } = planAstrometry(work, ofSky);
  draft.tasks.push(...solutions, adjust);
  for (const task of solutions) draft.product('frame-astrometry', task, 'solution');
  draft.product('set-astrometry', adjust, 'astrometry');
  draft.product('pointing-table', adjust, 'pointing');
  draft.product('pointing-plot', adjust, 'plot');
  draft.product('coordinates-table', adjust, 'coordinates');
  if (!wanted('photometry')) return;
  const { measured, fit } = planPhotometry(
    work,
    ofSky.flatMap((frame, at) => {
      const solution = solutions.at(at);
      return solution === undefined ? [] : [{ ...frame, solution }];
    }),
    adjust,
  );
  draft.tasks.push(...measured, fit);
  draft.product('photometric-fit', fit, 'fit');
  draft.product('star-photometry', fit, 'stars');
  draft.product('extinction-stars', fit, 'list');
  draft.product('extinction-plot', fit, 'plot');
  draft.product('extinction-residuals', fit, 'residuals');
  draft.product('growth-plot', fit, 'growth');
  draft.product('zeropoint-plot', fit, 'past');
  if (!wanted('mosaic')) return;
  const zenith = calibrated.filter(({ frame }) => frame.role === 'zenith');
  const mosaic = planMosaic(work, ofSky, zenith, { adjust, fit });
  if (mosaic === null) {
    draft.problems.push(noScienceFrames(set, band));
    return;
  }
  draft.tasks.push(...mosaic.tasks);
  const { compare, faintStars, full, equatorial } = mosaic;
  if (compare !== null) {
    draft.product('overlap-report', compare, 'report');
    draft.product('overlap-plot', compare, 'plot');
  }
  draft.product('brightness-map', mosaic.assemble, 'map');
  if (compare !== null) draft.product('map-origin', mosaic.assemble, 'origin');
  draft.product('sky-brightness-dn', mosaic.assemble, 'skybright');
  draft.product('sky-brightness-mag', mosaic.assemble, 'skybrightmags');
  draft.product('sky-brightness-small', mosaic.assemble, 'small');
  if (faintStars !== null) draft.product('faint-starlight', faintStars, 'starlight');
  if (full !== null) draft.product('sky-brightness-full', full, 'map');
  if (equatorial !== null) draft.product('equatorial-map', equatorial, 'map');
  if (!wanted('natural-sky')) return;
  // The model of the natural sky is one of V: galactic light and priors of B are not proven.
  const natural =
    band === 'V'
      ? planNaturalSky(work, {
          ...{ calibrated: ofSky, measured, adjust, fit, mosaic },
          history:
            request.parameters.compat === 'nsnsd' ? null : airglowHistoryOf(set, band, draft),
        })
      : null;
  if (natural !== null) {
    if (natural.mask !== null) {
      draft.tasks.push(natural.mask);
      draft.product('terrain-mask', natural.mask, 'mask');
      draft.product('mask-drawing', natural.mask, 'drawing');
      draft.product('mask-picture', natural.mask, 'picture');
    }
    const { components, fit: modelled, residuals, subtract } = natural;
    draft.tasks.push(components, modelled, residuals, subtract);
    draft.product('natural-sky-fit', modelled, 'fit');
    draft.product('natural-sky-map', modelled, 'model');
    draft.product('natural-sky-residuals', residuals, 'residuals');
    draft.product('artificial-map', subtract, 'artificial');
  }
  if (!wanted('metrics')) return;
  const metrics = planMetrics(work, { assemble: mosaic.assemble, fit }, natural);
  draft.tasks.push(metrics.observe, metrics.measure, metrics.report);
  if (metrics.glow !== null) draft.tasks.push(metrics.glow);
  draft.product('metrics', metrics.measure, 'metrics');
  draft.product('panorama', metrics.report, 'panorama');
  draft.product('fisheye', metrics.report, 'fisheye');
  draft.product('vertical-plot', metrics.measure, 'vertical');
  if (metrics.glow !== null) {
    draft.product('natural-panorama', metrics.glow, 'naturalPanorama');
    draft.product('artificial-panorama', metrics.glow, 'artificialPanorama');
    draft.product('artificial-fisheye', metrics.glow, 'artificialFisheye');
    draft.product('natural-sky-figure', metrics.glow, 'figure');
  }
  const reported = { work, adjust, photometry: fit, compare, natural, metrics };
  const ofNight = draft.nights.get(set.night);
  if (ofNight === undefined) draft.nights.set(set.night, [reported]);
  else ofNight.push(reported);
}

/** The snapshot of the zeropoints of the camera's other sets; null when there are none. */
function historyOf(set: SetToPlan, band: Band, draft: Draft): Digest | null {
  const history = set.history[band];
  if (history === undefined || history.sets.length === 0) return null;
  return draft.snapshot('zeropoint-history', `${history.camera}_${band}_zeropoints.json`, history)
    .digest;
}

/** The snapshot of the airglow of the camera's other sets; null when there are too few to say anything. */
function airglowHistoryOf(set: SetToPlan, band: Band, draft: Draft): Digest | null {
  const history = set.airglowHistory[band];
  if (history === undefined || history.sets.length < fewestEarlierAirglows) return null;
  return draft.snapshot('airglow-history', `${history.camera}_${band}_airglow.json`, history)
    .digest;
}

/** Why a band of a set cannot be planned at all, or null. */
function whatStops(
  request: PlanRequest,
  set: SetToPlan,
  band: Band,
  frameCount: number,
): Problem | null {
  if (frameCount === 0) {
    return problem('no-frames', `${title(set, band)}: no usable frame of this band`, {
      expected: band === 'V' ? 'ib001.fit to ib045.fit' : 'ib001b.fit to ib045b.fit, any of them',
      hint: `Leave ${band} out of --bands, or add its frames.`,
    });
  }
  if (filesOfRole(set, 'bias-crop').length === 0) {
    return problem('bias-crops-unusable', `${title(set, band)}: no bias crop can be used`, {
      expected: 'biasc6.fit to biasc52.fit, at least one of them',
      hint: 'Copy them from the camera computer: without any, the bias of the night is not known.',
    });
  }
  const calibration = set.calibration[band];
  if (request.parameters.masters === 'night') {
    const present = (['bias', 'dark'] as const).map((role) => filesOfRole(set, role).length);
    if (!present.includes(0)) return null;
    return problem('night-masters-missing', `${title(set, band)}: no masters of the night itself`, {
      found: `${present.join(' bias and ')} dark frames`,
      expected: 'mbias1.fit to mbias5.fit and dark1.fit to dark5.fit',
      hint: 'Use --param masters=standard, or add the frames to the set folder.',
    });
  }
  if (calibration?.masterBias && calibration.masterThermal) return null;
  return problem('standard-masters-missing', `${title(set, band)}: no standard masters`, {
    expected: 'a master bias and a master thermal frame of the camera',
    hint: 'Use --param masters=night, or add the masters to Images/Master.',
  });
}

function noScienceFrames(set: SetToPlan, band: Band): Problem {
  return problem('no-science-frames', `${title(set, band)}: no frame for a map`, {
    expected: 'frames ib001 to ib045 with commanded pointings',
    hint: 'Use --until calibration to calibrate the frames without making a map.',
  });
}

function title(set: SetToPlan, band: Band): string {
  return `${set.night} set ${set.set} ${band}`;
}

function byNightAndNumber(a: SetToPlan, b: SetToPlan): number {
  return a.night < b.night ? -1 : a.night > b.night ? 1 : a.set - b.set;
}

/** The service that handles a task. */
export function serviceOf(task: Pick<PlannedTask, 'type'>): ServiceName {
  return taskTypes[task.type].service;
}
