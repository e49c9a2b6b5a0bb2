import {
  problem,
  type Band,
  type CamerasFile,
  type Digest,
  type Problem,
} from '@nightskies/contracts';
import { baseName, parseNightName, type FilelistRow } from '@nightskies/nsnsd';
import { chooseConstants } from './camera-constants.js';
import type { MasterFile, MasterRole } from './check-master.js';
import type { JudgedSet } from './check-sets.js';
import { compareText } from './fingerprint.js';
import { isoDateOf } from './header-values.js';
import type { BandCalibration, FileInput } from './plan-types.js';

export interface CurveFile {
  readonly path: string;
  readonly digest: Digest;
  readonly bad: boolean;
}

/** Everything calibration can be chosen from. */
export interface CalibrationLibrary {
  readonly masters: readonly MasterFile[];
  readonly curves: readonly CurveFile[];
  readonly cameras: CamerasFile | null;
}

export interface SelectionRequest {
  readonly set: Pick<JudgedSet, 'night' | 'set' | 'frames'>;
  readonly band: Band;
  /** The row of this night, null without a file list. */
  readonly filelist: FilelistRow | null;
  readonly library: CalibrationLibrary;
  readonly compat: boolean;
  readonly masters: 'standard' | 'night';
}

export interface Selection {
  /** Null when the band cannot be calibrated: then there is at least one problem. */
  readonly calibration: BandCalibration | null;
  readonly problems: readonly Problem[];
  readonly caveats: readonly Problem[];
}

/**
 * Chooses flat, linearity curve, standard masters and constants for a band of a set. The file list
 * names them where there is one: its flats, and `<Curve>.txt`, `<Curve>bias.fit`,
 * `<Curve>thermal_1sec.fit` (image-stages 1.2, 1.7). Without it they are found by camera, filter and
 * date. A master that is missing, marked bad or of another size stops the band, and says what is
 * there: nothing is ever replaced silently.
 */
export function selectCalibration(request: SelectionRequest): Selection {
  const selector = new Selector(request);
  const flat = selector.master('flat');
  const linearity = selector.curve();
  const standard = request.masters === 'standard';
  const masterBias = standard ? selector.master('bias') : null;
  const masterThermal = standard ? selector.master('thermal') : null;
  const chosen = chooseConstants({
    camera: selector.camera ?? 'unknown',
    band: request.band,
    date: selector.date,
    filelist: request.filelist,
    cameras: request.library.cameras,
    compat: request.compat,
  });
  const problems = [...selector.problems, ...chosen.problems];
  const caveats = [...selector.caveats, ...chosen.caveats];
  const complete = !standard || (masterBias !== null && masterThermal !== null);
  if (flat === null || linearity === null || chosen.constants === null || !complete) {
    return { calibration: null, problems, caveats };
  }
  return {
    calibration: { flat, linearity, masterBias, masterThermal, camera: chosen.constants },
    problems,
    caveats,
  };
}

const titles: Readonly<Record<MasterRole, string>> = {
  flat: 'master flat',
  bias: 'master bias',
  thermal: 'master thermal frame',
};

class Selector {
  readonly problems: Problem[] = [];
  readonly caveats: Problem[] = [];
  /** Camera and date of the set, as its frames say. */
  readonly camera: string | null;
  readonly date: string | null;
  private readonly frame: { readonly width: number; readonly height: number } | undefined;

  constructor(private readonly request: SelectionRequest) {
    const sky = request.set.frames.filter(({ band }) => band === request.band);
    this.frame = sky.at(0);
    this.camera = sky.find(({ camera }) => camera !== null)?.camera ?? null;
    const julianDate = sky.find((frame) => frame.julianDate !== null)?.julianDate ?? null;
    this.date =
      parseNightName(request.set.night)?.date ??
      (julianDate === null ? null : isoDateOf(julianDate));
  }

  master(role: MasterRole): FileInput | null {
    const { filelist } = this.request;
    const chosen =
      filelist === null ? this.masterByHeader(role) : this.masterByName(role, filelist);
    if (chosen === null || !this.fits(role, chosen)) return null;
    return { name: chosen.name, digest: chosen.digest };
  }

  curve(): FileInput | null {
    const { filelist, library } = this.request;
    const wanted = `${filelist?.curve ?? this.camera ?? ''}.txt`;
    const found = library.curves.filter((file) => sameName(baseName(file.path), wanted));
    const curve = found.find(({ bad }) => !bad);
    if (curve !== undefined) return { name: baseName(curve.path), digest: curve.digest };
    this.refuse('linearity-missing', 'linearity curve', wanted, {
      marked: found.length > 0,
      there: library.curves.map(({ path }) => baseName(path)),
    });
    return null;
  }

  private masterByName(role: MasterRole, row: FilelistRow): MasterFile | null {
    const listed = row.flats[this.request.band];
    const wanted =
      role === 'flat' ? listed : `${row.curve}${role === 'bias' ? 'bias' : 'thermal_1sec'}.fit`;
    if (wanted === null) {
      this.problems.push(
        problem(`${role}-missing`, `${this.title}: the file list names no ${titles[role]}`, {
          found: `an empty cell Flat_${this.request.band} in row ${row.row}`,
          expected: 'a file name of Images/Master',
          hint: `Fill in the cell, or leave ${this.request.band} out of --bands.`,
        }),
      );
      return null;
    }
    const found = this.request.library.masters.filter(({ name }) => sameName(name, wanted));
    const master = found.find(({ bad }) => !bad);
    if (master === undefined) {
      this.refuse(`${role}-missing`, titles[role], wanted, {
        marked: found.length > 0,
        there: this.request.library.masters.map(({ name }) => name),
      });
      return null;
    }
    const { camera } = master;
    if (camera !== null && this.camera !== null && !sameName(camera, this.camera)) {
      this.caveats.push(
        problem('other-camera', `${this.title}: the ${titles[role]} is of another camera`, {
          file: master.path,
          found: camera,
          expected: this.camera,
          hint: 'It is used, because the file list names it. Correct the file list if that is wrong.',
        }),
      );
    }
    return master;
  }

  private masterByHeader(role: MasterRole): MasterFile | null {
    const { band, library } = this.request;
    const ofRole = library.masters.filter((master) => master.role === role);
    const matching = ofRole.filter(
      ({ camera, band: masterBand }) =>
        camera !== null &&
        this.camera !== null &&
        sameName(camera, this.camera) &&
        (role !== 'flat' || masterBand === band),
    );
    const best = nearestInTime(
      matching.filter(({ bad }) => !bad),
      this.date,
    );
    if (best === null) {
      const wanted = `${role === 'flat' ? `${band} ` : ''}${titles[role]} of camera ${this.camera ?? '(no INSTRUME)'}`;
      this.refuse(`${role}-missing`, titles[role], wanted, {
        marked: matching.length > 0,
        there: ofRole.map((master) => `${master.name} (${master.camera ?? 'no camera'})`),
      });
      return null;
    }
    if (best.date !== null && this.date !== null && best.date > this.date) {
      this.caveats.push(
        problem('later-master', `${this.title}: the ${titles[role]} was made after the night`, {
          file: best.path,
          found: best.date,
          expected: `a ${titles[role]} not made after ${this.date}`,
          hint: 'It is the nearest there is. Add the older one if it still exists.',
        }),
      );
    }
    return best;
  }

  private fits(role: MasterRole, master: MasterFile): boolean {
    const { frame } = this;
    if (frame === undefined) return true;
    if (frame.width === master.width && frame.height === master.height) return true;
    this.problems.push(
      problem(
        role === 'flat' ? 'flat-wrong-size' : 'master-wrong-size',
        `${this.title}: the ${titles[role]} is not of the size of the frames, the band is left out`,
        {
          file: master.path,
          found: `${master.width} x ${master.height} pixels`,
          expected: `${frame.width} x ${frame.height} pixels`,
          hint: 'Use a master taken with the binning and sub-frame of the night.',
        },
      ),
    );
    return false;
  }

  private refuse(
    code: string,
    what: string,
    wanted: string,
    seen: { readonly marked: boolean; readonly there: readonly string[] },
  ): void {
    const there = [...new Set(seen.there)].sort(compareText);
    this.problems.push(
      problem(
        seen.marked ? 'master-marked-bad' : code,
        seen.marked
          ? `${this.title}: the ${what} is marked as bad`
          : `${this.title}: the ${what} is missing`,
        {
          found: there.length === 0 ? 'none at all' : `only ${there.join(', ')}`,
          expected: wanted,
          hint: 'Name the folder with --calibration, add the file, or correct the file list.',
        },
      ),
    );
  }

  private get title(): string {
    const { night, set } = this.request.set;
    return `${night} set ${set} ${this.request.band}`;
  }
}

/** File names of Windows desks: case does not count. */
function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/**
 * The newest master that is not younger than the night; else the nearest younger one. Masters
 * without a date count as oldest. Equal dates: the last by name.
 */
function nearestInTime(masters: readonly MasterFile[], date: string | null): MasterFile | null {
  const ordered = masters.toSorted(
    (a, b) => compareText(a.date ?? '', b.date ?? '') || compareText(a.name, b.name),
  );
  if (date === null) return ordered.at(-1) ?? null;
  return ordered.findLast((master) => (master.date ?? '') <= date) ?? ordered.at(0) ?? null;
}
