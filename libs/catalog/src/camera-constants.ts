import {
  problem,
  type Band,
  type CameraConstants,
  type CamerasFile,
  type Problem,
} from '@nightskies/contracts';
import { defaultZeropointsMag, zeropointToleranceMag, type FilelistRow } from '@nightskies/nsnsd';
import { nominalPlateScaleArcsec } from '@nightskies/sky';
import { cameraEntry, type CameraEntry } from './cameras-file.js';

export interface ConstantsRequest {
  /** As INSTRUME says, up to its first comma, without spaces. */
  readonly camera: string;
  readonly band: Band;
  /** Date of the night, ISO 8601, or null when nothing says it. */
  readonly date: string | null;
  readonly filelist: FilelistRow | null;
  readonly cameras: CamerasFile | null;
  readonly compat: boolean;
}

export interface ChosenConstants {
  /** Null when there is no zeropoint at all: then there is a problem. */
  readonly constants: CameraConstants | null;
  readonly problems: readonly Problem[];
  readonly caveats: readonly Problem[];
}

type Zeropoint = CameraConstants['zeropointMag'];

/**
 * Constants of a camera and band from the file list, else `cameras.json`, else the table of known
 * cameras. The old pipeline applies the one zeropoint of its list to both bands (defect D34): so
 * does compat. Otherwise a B band without a zeropoint of its own gets that of V with a caveat and an
 * error of a magnitude: the stars of the set decide, and where they cannot, a map whose zeropoint is
 * known to be off by a constant is of more use than none.
 */
export function chooseConstants(request: ConstantsRequest): ChosenConstants {
  const { camera, band, filelist, compat } = request;
  const entry = cameraEntry(request.cameras, camera, request.date);
  const caveats: Problem[] = [];
  const forV = zeropointOfV(request, entry);
  let zeropoint = forV;
  if (band === 'B') {
    const own = compat && filelist !== null ? null : zeropointOfB(request, entry);
    zeropoint = own ?? (compat || forV === null ? forV : standIn(forV));
    if (own === null && forV !== null) caveats.push(borrowedZeropoint(camera, forV, compat));
  }
  if (zeropoint === null) {
    return { constants: null, problems: [noZeropoint(camera, band)], caveats };
  }
  if (filelist !== null) caveats.push(...unusualZeropoint(camera, filelist.zeropointMag));
  const stated = (value: number | undefined): Zeropoint | null =>
    value === undefined ? null : { value, uncertainty: null, origin: 'cameras.json' };
  return {
    constants: {
      camera,
      band,
      zeropointMag: zeropoint,
      gainElectronsPerDn: stated(entry?.gainElectronsPerDn),
      readNoiseElectrons: stated(entry?.readNoiseElectrons),
      plateScaleArcsec: stated(entry?.plateScaleArcsec) ?? {
        value: nominalPlateScaleArcsec,
        uncertainty: null,
        origin: 'default',
      },
    },
    problems: [],
    caveats,
  };
}

function zeropointOfV(
  { camera, filelist }: ConstantsRequest,
  entry: CameraEntry | null,
): Zeropoint | null {
  if (filelist !== null) {
    return { value: filelist.zeropointMag, uncertainty: null, origin: 'filelist' };
  }
  const known = new Map(Object.entries(defaultZeropointsMag)).get(camera.toUpperCase());
  return (
    fromCamerasFile(entry, 'V') ??
    (known === undefined ? null : { value: known, uncertainty: null, origin: 'default' })
  );
}

function zeropointOfB({ filelist }: ConstantsRequest, entry: CameraEntry | null): Zeropoint | null {
  if (filelist !== null && filelist.zeropointBMag !== null) {
    return { value: filelist.zeropointBMag, uncertainty: null, origin: 'filelist' };
  }
  return fromCamerasFile(entry, 'B');
}

/** How far a camera's zeropoints in V and B may lie apart, mag: the filters differ that much. */
const bandSpreadMag = 1;

/** That of V for B: it says which camera it is, and hardly how bright a star is. */
function standIn(forV: Zeropoint): Zeropoint {
  return {
    value: forV.value,
    uncertainty: bandSpreadMag,
    origin: `${forV.origin}, of the V band`,
  };
}

function fromCamerasFile(entry: CameraEntry | null, band: Band): Zeropoint | null {
  const stated = entry?.bands?.[band];
  if (stated?.zeropointMag === undefined) return null;
  return {
    value: stated.zeropointMag,
    uncertainty: stated.zeropointUncertaintyMag ?? null,
    origin: 'cameras.json',
  };
}

function borrowedZeropoint(camera: string, forV: Zeropoint, compat: boolean): Problem {
  const hint = compat
    ? 'The old pipeline does so; without --compat a zeropoint of B can be given.'
    : 'Add the column Zeropoint_B to the file list, or bands.B.zeropointMag to cameras.json.';
  return problem(
    'zeropoint-missing',
    compat
      ? `the B map of camera ${camera} is made with the zeropoint of V: its magnitudes are off by a constant`
      : `no zeropoint of camera ${camera} in B is known: only the stars of the set can calibrate its B map`,
    { found: `${forV.value} mag (${forV.origin})`, expected: 'a zeropoint measured in B', hint },
  );
}

function noZeropoint(camera: string, band: Band): Problem {
  return problem('zeropoint-missing', `no zeropoint of camera ${camera} in ${band} is known`, {
    found: `camera ${camera}`,
    expected: `one of ${Object.keys(defaultZeropointsMag).join(', ')}, or a zeropoint that is given`,
    hint: 'Give a file list with a Zeropoint, or a cameras.json beside the masters.',
  });
}

function unusualZeropoint(camera: string, listed: number): Problem[] {
  const usual = new Map(Object.entries(defaultZeropointsMag)).get(camera.toUpperCase());
  if (usual === undefined) return [];
  // The comparison of the old pipeline: an absolute and a small relative tolerance.
  if (Math.abs(listed - usual) <= zeropointToleranceMag + 1e-5 * Math.abs(usual)) return [];
  return [
    problem('zeropoint-unusual', `the file list has another zeropoint than usual for ${camera}`, {
      found: `${listed} mag`,
      expected: `${usual} mag`,
      hint: 'The value of the file list is used. Check that it belongs to this camera.',
    }),
  ];
}
