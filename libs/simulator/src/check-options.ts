import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import { parseNightName } from '@nightskies/nsnsd';
import type { LensOptions } from './camera/lens.js';
import type { PsfOptions } from './camera/psf.js';
import type { MountOptions } from './mount.js';
import { defaultNight, type NightOptions } from './options.js';
import { scheduledFrames } from './schedule.js';
import type { ComponentSky } from './sky/components/options.js';

/** The name of an unusable option, what it is, and what it should be. */
type Fault = readonly [name: string, found: unknown, expected: string];

/** The options in full; throws `simulation-options` naming the first unusable one. */
export function completeOptions(options: Partial<NightOptions>): NightOptions {
  const all = { ...defaultNight, ...options };
  const [fault] = faultsOf(all);
  if (fault !== undefined) throw new NightSkiesError(refused(fault));
  return all;
}

function refused([name, found, expected]: Fault): Problem {
  return problem('simulation-options', `a night cannot be simulated: ${name} is not usable`, {
    found: String(found),
    expected,
    hint: `Give another value of ${name}, or leave it out for the default.`,
  });
}

function* faultsOf(options: NightOptions): Generator<Fault> {
  const { seed, night, size, binning, exposureSeconds, sky } = options;
  if (!Number.isSafeInteger(seed)) yield ['seed', seed, 'a whole number'];
  if (parseNightName(night) === null) {
    yield ['night', night, 'four letters and a date, as in DEMO261107'];
  }
  if (!Number.isInteger(size) || size < 64 || size > 4096) {
    yield ['size', size, 'a whole number of pixels, 64 to 4096'];
  }
  if (binning !== null && !(binning > 0 && binning * size <= 1024)) {
    yield ['binning', binning, `above 0 and at most ${1024 / size} for frames of ${size} px`];
  }
  const badFrame = options.bFrames.find((n) => !Number.isInteger(n) || n < 1 || n > 45);
  if (badFrame !== undefined) yield ['bFrames', badFrame, 'frame numbers 1 to 45'];
  if (exposureSeconds !== null && !(exposureSeconds > 0 && exposureSeconds <= 3600)) {
    yield ['exposureSeconds', exposureSeconds, 'above 0 and at most 3600 s'];
  }
  if (sky.kind === 'flat' && !(sky.luminanceCdM2 >= 0)) {
    yield ['sky', sky.luminanceCdM2, 'a luminance of 0 cd/m2 or more'];
  }
  if (sky.kind === 'components') yield* faultsOfComponents(sky);
  const { startHourUtc } = options;
  if (!(startHourUtc >= 0 && startHourUtc < 24)) yield ['startHourUtc', startHourUtc, '0 to 24'];
  yield* faultsOfStars(options);
  yield* faultsOfPsf(options.psf);
  yield* faultsOfLens(options.lens);
  yield* faultsOfMount(options.mount);
  const { pixel, smooth, gradient = 0, dust } = options.flatErrors;
  const shares = [pixel, smooth, gradient, dust?.depth ?? 0];
  const { spots = 0, radiusPx = 1 } = dust ?? {};
  const sound = Number.isInteger(spots) && spots >= 0 && spots <= 1000 && radiusPx >= 1;
  if (!sound || !shares.every((share) => share >= 0 && share < 0.5)) {
    const expected = 'shares of 0 to 0.5, at most 1000 spots of 1 px and more';
    yield ['flatErrors', JSON.stringify(options.flatErrors), expected];
  }
  yield* faultsOfFrames(options);
}

function* faultsOfComponents(sky: ComponentSky): Generator<Fault> {
  const { airglow, zodiacalFactor, galacticFactor, scattering, domes, terrain } = sky;
  const parts = [airglow, scattering, ...domes, ...(terrain === null ? [] : [terrain])];
  const numbers = parts.flatMap((part) => Object.values<number>({ ...part }));
  const sound = [...numbers, zodiacalFactor, galacticFactor].every(Number.isFinite);
  const light = [airglow.zenithNl, zodiacalFactor, galacticFactor, scattering.strength];
  const glow = domes.flatMap(({ nearNl, farNl }) => [nearNl, farNl]);
  const sizes = domes.flatMap(({ widthDeg, heightDeg }) => [widthDeg, heightDeg]);
  const shining = [...light, ...glow].every((nl) => nl >= 0);
  const layered = airglow.heightKm > 10 && sizes.every((size) => size > 0);
  const ordered = terrain === null || terrain.lowestDeg <= terrain.highestDeg;
  if (sound && shining && layered && ordered) return;
  const expected = 'finite light of 0 and more, sizes above 0, lowestDeg below highestDeg';
  yield ['sky', JSON.stringify(sky), expected];
}

function* faultsOfStars(options: NightOptions): Generator<Fault> {
  const { faintestV, faintStars, scintillation, photometry, variableStars } = options;
  if (!Number.isFinite(faintestV)) yield ['faintestV', faintestV, 'a V magnitude'];
  if (faintStars !== null) {
    const { faintestV: last, dexPerMag } = faintStars;
    if (!(last > faintestV && last <= 14)) {
      yield ['faintStars', last, `a V magnitude above faintestV (${faintestV}) and to 14`];
    }
    if (!(dexPerMag > 0 && dexPerMag <= 1)) {
      yield ['faintStars', dexPerMag, 'a growth above 0 and to 1 dex per magnitude'];
    }
  }
  if (!(scintillation >= 0 && scintillation <= 1)) {
    yield ['scintillation', scintillation, 'a share of 0 to 1'];
  }
  const laws = [photometry.V, photometry.B];
  const numbers = laws.flatMap((law) => Object.values<number>({ ...law }));
  if (!numbers.every(Number.isFinite)) {
    yield ['photometry', JSON.stringify(photometry), 'finite numbers'];
  }
  const wild = variableStars.find(({ fainterMag }) => !Number.isFinite(fainterMag));
  if (wild !== undefined) yield ['variableStars', wild.fainterMag, 'finite magnitudes'];
}

function* faultsOfPsf({ fwhmPx, growth, wings = [] }: PsfOptions): Generator<Fault> {
  if (!(fwhmPx >= 0.1 && fwhmPx <= 20)) yield ['psf', fwhmPx, 'a width of 0.1 to 20 px'];
  if (!(growth >= 0 && growth <= 5)) yield ['psf', growth, 'a growth of 0 to 5'];
  const share = wings.reduce((sum, wing) => sum + wing.share, 0);
  const sound = wings.every((wing) => wing.share >= 0 && wing.widths >= 1 && wing.widths <= 100);
  if (!sound || share >= 1) {
    const expected = 'wings of 1 to 100 core widths, with less than all the light';
    yield ['psf', JSON.stringify(wings), expected];
  }
}

function* faultsOfLens(lens: LensOptions): Generator<Fault> {
  if (lens.kind === 'nominal') return;
  const { scaleArcsec, offCentrePx, radial, decentering, affinity } = lens;
  const numbers = [scaleArcsec, ...offCentrePx, ...radial, ...decentering, ...affinity];
  if (scaleArcsec > 0 && numbers.every(Number.isFinite)) return;
  yield ['lens', JSON.stringify(lens), 'finite numbers and a scale above 0'];
}

function* faultsOfMount(mount: MountOptions): Generator<Fault> {
  const wild = Object.values<number>({ ...mount }).find((angle) => !(Math.abs(angle) <= 360));
  if (wild !== undefined) yield ['mount', wild, 'angles of at most 360 deg'];
}

/** Of options that name frames: a frame of another name would silently stay as it is. */
function* faultsOfFrames(options: NightOptions): Generator<Fault> {
  const known = new Set(scheduledFrames(options.bFrames));
  const named: readonly (readonly [string, readonly string[] | undefined])[] = [
    ...options.clouds.map(({ frames }) => ['clouds', frames] as const),
    ...options.defocus.map(({ frames }) => ['defocus', frames] as const),
    ...options.variableStars.map(({ frames }) => ['variableStars', frames] as const),
  ];
  for (const [option, frames] of named) {
    const strange = frames?.find((name) => !known.has(name));
    if (strange !== undefined) yield [option, strange, 'names of light frames, as in ib012'];
  }
  for (const { mag, patch } of options.clouds) {
    const radius = patch?.radiusDeg ?? 1;
    if (!Number.isFinite(mag) || !(radius > 0)) {
      yield ['clouds', JSON.stringify({ mag, patch }), 'finite magnitudes, radii above 0 deg'];
    }
  }
  for (const { widthFactor } of options.defocus) {
    if (!(widthFactor >= 1 && widthFactor <= 20)) {
      yield ['defocus', widthFactor, 'a width of 1 to 20 times that in focus'];
    }
  }
}
