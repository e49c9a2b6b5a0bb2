import { Random } from '../random.js';
import { addProfile, surfaceBrightness, type StarProfile } from './profile.js';

/** A sequence of frames of one field by a camera that drifts and turns. */
export interface SequenceOptions {
  /** Same seed, same sequence. */
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Stars in a field twice as wide and high as a frame, so that stars leave and enter. */
  readonly stars: number;
  /** No two stars come nearer than this, px; 0 for a field as it falls. */
  readonly separationPx: number;
  readonly profile: StarProfile;
  /** Light of the brightest and the faintest star per frame, electrons; in between uniform in magnitude. */
  readonly brightestElectrons: number;
  readonly faintestElectrons: number;
  /** Light of the sky per pixel, electrons. */
  readonly skyElectrons: number;
  /** Electrons per DN, electrons rms, DN. */
  readonly gain: number;
  readonly readNoise: number;
  readonly biasDn: number;
  readonly saturationDn: number;
  /** Shift from frame to frame, px, and turn from +x towards +y about the middle, degrees. */
  readonly driftPx: readonly [x: number, y: number];
  readonly turnDeg: number;
  /** Random shift of each frame beyond the drift, px rms per axis. */
  readonly jitterPx: number;
  /** Places lie further out by this share at the corners, growing with the square of the distance. */
  readonly distortion: number;
  /** Pixels that add this many electrons in every frame. */
  readonly hotPixels: number;
  readonly hotElectrons: number;
  /** Stars behind a cloud: numbers of frames, by number of star. */
  readonly hidden: ReadonlyMap<number, readonly number[]>;
}

export interface SequenceFrame {
  /** DN, row by row. */
  readonly pixels: Uint16Array;
  /** Shift of the middle against the first frame, px; turn, degrees. */
  readonly shiftPx: readonly [x: number, y: number];
  readonly turnDeg: number;
  /** True place of every star, px, the first pixel's centre at (0, 0); also of those outside. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

export interface SimulatedSequence {
  readonly options: SequenceOptions;
  readonly frames: readonly SequenceFrame[];
  /** Light of each star, electrons. */
  readonly electrons: Float64Array;
  /** Height of each star over the standard deviation of the sky in a pixel. */
  readonly significance: Float64Array;
}

export const defaultSequence: SequenceOptions = {
  seed: 1,
  width: 512,
  height: 400,
  frames: 8,
  stars: 600,
  separationPx: 0,
  profile: { kind: 'gaussian', fwhmPx: 4.3 },
  brightestElectrons: 300_000,
  faintestElectrons: 1500,
  skyElectrons: 400,
  gain: 1.5,
  readNoise: 7,
  biasDn: 200,
  saturationDn: 65_535,
  driftPx: [6.3, -3.7],
  turnDeg: 0.35,
  jitterPx: 0.4,
  distortion: 0,
  hotPixels: 60,
  hotElectrons: 6000,
  hidden: new Map(),
};

/** Beyond so many widths at half height nothing of a star is drawn. */
const reachWidths = 5;

/**
 * Raw frames of a drifting, turning sequence with the true place of every star in every frame: stars
 * integrated over pixels, sky, hot pixels, photon and read noise, digitised. Each random quantity has
 * a stream of its own, so that a change of one option leaves the others as they were.
 */
export function simulateSequence(options: Partial<SequenceOptions> = {}): SimulatedSequence {
  const set = { ...defaultSequence, ...options };
  const field = scatter(set);
  const brightness = surfaceBrightness(set.profile);
  const skyNoise = Math.sqrt(set.skyElectrons + set.readNoise ** 2);
  return {
    options: set,
    frames: Array.from({ length: set.frames }, (_, frame) =>
      makeFrame(set, field, brightness, frame),
    ),
    electrons: field.electrons,
    significance: field.electrons.map((electrons) => (electrons * brightness(0)) / skyNoise),
  };
}

/** Stars about the middle of the frame, px. */
interface Field {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly electrons: Float64Array;
}

function scatter(set: SequenceOptions): Field {
  const random = new Random(set.seed, 'sequence field');
  const [x, y] = [new Float64Array(set.stars), new Float64Array(set.stars)];
  const ratio = set.faintestElectrons / set.brightestElectrons;
  const electrons = new Float64Array(set.stars);
  for (let star = 0, tries = 0; star < set.stars; tries += 1) {
    if (tries > 1000 * set.stars) {
      throw new RangeError(
        `${set.stars} stars do not find places ${set.separationPx} px apart: ask for fewer, or nearer ones`,
      );
    }
    x[star] = 2 * set.width * (random.uniform() - 0.5);
    y[star] = 2 * set.height * (random.uniform() - 0.5);
    let isFree = true;
    for (let other = 0; other < star && isFree; other += 1) {
      isFree = Math.hypot(x[other] - x[star], y[other] - y[star]) >= set.separationPx;
    }
    if (!isFree) continue;
    electrons[star] = set.brightestElectrons * ratio ** random.uniform();
    star += 1;
  }
  return { x, y, electrons };
}

function makeFrame(
  set: SequenceOptions,
  field: Field,
  brightness: (squaredPx: number) => number,
  frame: number,
): SequenceFrame {
  const { width, height } = set;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const jitter = new Random(set.seed, `sequence jitter ${frame}`);
  const amount = frame === 0 ? 0 : set.jitterPx;
  const shiftX = frame * set.driftPx[0] + amount * jitter.normal();
  const shiftY = frame * set.driftPx[1] + amount * jitter.normal();
  const turn = (frame * set.turnDeg * Math.PI) / 180;
  const corner = middleX ** 2 + middleY ** 2;
  const x = new Float64Array(field.x.length);
  const y = new Float64Array(field.x.length);
  const light = new Float64Array(width * height).fill(set.skyElectrons);
  for (let star = 0; star < x.length; star += 1) {
    const right = Math.cos(turn) * field.x[star] - Math.sin(turn) * field.y[star] + shiftX;
    const up = Math.sin(turn) * field.x[star] + Math.cos(turn) * field.y[star] + shiftY;
    const stretch = 1 + (set.distortion * (right ** 2 + up ** 2)) / corner;
    x[star] = middleX + stretch * right;
    y[star] = middleY + stretch * up;
    if (set.hidden.get(star)?.includes(frame) === true) continue;
    const place = { x: x[star], y: y[star] };
    addProfile(
      light,
      width,
      place,
      field.electrons[star],
      brightness,
      reachWidths * set.profile.fwhmPx,
    );
  }
  const hot = new Random(set.seed, 'sequence hot pixels');
  for (let k = 0; k < set.hotPixels; k += 1) {
    light[Math.floor(hot.uniform() * light.length)] += set.hotElectrons;
  }
  const noise = new Random(set.seed, `sequence frame ${frame}`);
  const pixels = Uint16Array.from(light, (electrons) => {
    const dn = noise.electrons(electrons, set.readNoise) / set.gain + set.biasDn;
    return Math.max(0, Math.min(set.saturationDn, Math.round(dn)));
  });
  return { pixels, shiftPx: [shiftX, shiftY], turnDeg: frame * set.turnDeg, x, y };
}
