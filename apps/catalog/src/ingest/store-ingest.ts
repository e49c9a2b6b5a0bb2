import type { CurveFile, JudgedSet, MasterFile, RawRole, UsableFrame } from '@nightskies/catalog';
import type { ArtifactKind, Problem } from '@nightskies/contracts';
import { baseName, type FilelistRow } from '@nightskies/nsnsd';
import {
  coordinate,
  type Database,
  execute,
  query,
  rowsParameter,
  type Sql,
} from '../database/sql.js';
import type { FilesRead } from './read-files.js';

export interface IngestToStore {
  readonly sets: readonly (JudgedSet & { readonly row: FilelistRow | null })[];
  /** Problems of single files, for the quarantine. */
  readonly problems: readonly Problem[];
  readonly read: FilesRead;
  readonly rules: string | null;
  readonly masters: readonly MasterFile[];
  readonly curves: readonly CurveFile[];
}

const kindOfRole: Readonly<Record<RawRole, ArtifactKind>> = {
  science: 'raw-frame',
  zenith: 'raw-frame',
  'bias-crop': 'raw-bias-crop',
  bias: 'raw-bias',
  dark: 'raw-dark',
};
const kindOfMaster = {
  flat: 'master-flat',
  bias: 'master-bias',
  thermal: 'master-thermal',
} as const;

/** Digests of calibration files a person marked as bad. */
export async function readBadMarks(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await query<{ digest: string }>(
    sql,
    `SELECT DISTINCT digest FROM calibration_files WHERE bad`,
  );
  return new Set(rows.map((row) => row.digest));
}

/** Records what an ingest found. What was known of the same sets and files before is replaced. */
export async function storeIngest(database: Database, found: IngestToStore): Promise<void> {
  await coordinate(database, async (sql) => {
    await storeSets(sql, found);
    await storeRefused(sql, found);
    await storeCalibration(sql, found);
    await storeArtifacts(sql, found);
    await rememberFiles(sql, found);
  });
}

async function storeSets(sql: Sql, { sets }: IngestToStore): Promise<void> {
  const frames = sets.flatMap((set) => set.frames.map((frame) => frameRow(set, frame)));
  const rows = sets.map((set) => {
    const sky = set.frames.find((frame) => frame.role === 'science') ?? set.frames.at(0);
    return {
      night: set.night,
      set: set.set,
      folder: set.folder,
      ...siteOf(sky),
      camera: sky?.camera ?? null,
      instrument: sky?.instrument ?? null,
      location: set.row?.location ?? sky?.location ?? null,
      azimuth: set.row?.centralAzimuthDeg ?? 0,
    };
  });
  const columns = `new(night text, set int, folder text, site text, longitude float8, latitude float8,
    elevation float8, camera text, instrument text, location text, azimuth float8)`;
  const text = rowsParameter(rows);
  await execute(
    sql,
    `WITH new AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS ${columns}),
     sites AS (
       INSERT INTO sites (key, name, longitude_deg, latitude_deg, elevation_metres)
       SELECT DISTINCT ON (site) site, location, longitude, latitude, elevation FROM new
       WHERE site IS NOT NULL
       ON CONFLICT (key) DO UPDATE SET name = COALESCE(EXCLUDED.name, sites.name)),
     cameras AS (
       INSERT INTO cameras (id, instrument)
       SELECT DISTINCT ON (camera) camera, instrument FROM new WHERE camera IS NOT NULL
       ON CONFLICT (id) DO UPDATE SET instrument = EXCLUDED.instrument)
     INSERT INTO nights (name, location, central_azimuth_deg)
     SELECT DISTINCT ON (night) night, location, azimuth FROM new ORDER BY night, set
     ON CONFLICT (name) DO UPDATE SET location = EXCLUDED.location,
       central_azimuth_deg = EXCLUDED.central_azimuth_deg`,
    text,
  );
  await execute(
    sql,
    `INSERT INTO sets (night, set, folder, site_key, camera_id)
     SELECT DISTINCT ON (night, set) night, set, folder, site, camera
     FROM jsonb_to_recordset($1::jsonb) AS ${columns}
     ON CONFLICT (night, set) DO UPDATE SET folder = EXCLUDED.folder,
       site_key = EXCLUDED.site_key, camera_id = EXCLUDED.camera_id`,
    text,
  );
  await execute(
    sql,
    `DELETE FROM frames USING jsonb_to_recordset($1::jsonb) AS new(night text, set int)
     WHERE frames.night = new.night AND frames.set = new.set`,
    text,
  );
  await execute(
    sql,
    `INSERT INTO frames SELECT DISTINCT ON (id) * FROM jsonb_populate_recordset(NULL::frames, $1::jsonb)`,
    rowsParameter(frames),
  );
}

function siteOf(frame: UsableFrame | undefined): {
  site: string | null;
  longitude: number | null;
  latitude: number | null;
  elevation: number | null;
} {
  const longitude = frame?.longitudeDeg ?? null;
  const latitude = frame?.latitudeDeg ?? null;
  const known = longitude !== null && latitude !== null;
  return {
    site: known ? `${longitude.toFixed(4)},${latitude.toFixed(4)}` : null,
    longitude,
    latitude,
    elevation: frame?.elevationMetres ?? null,
  };
}

function frameRow(set: JudgedSet, frame: UsableFrame): object {
  return {
    id: `${set.night}/${set.set}/${frame.stem}`,
    night: set.night,
    set: set.set,
    stem: frame.stem,
    name: frame.name,
    path: frame.path,
    digest: frame.digest,
    role: frame.role,
    number: frame.number,
    band: frame.band,
    width: frame.width,
    height: frame.height,
    binning_x: frame.binningX,
    binning_y: frame.binningY,
    exposure_seconds: frame.exposureSeconds,
    azimuth_deg: frame.azimuthDeg,
    altitude_deg: frame.altitudeDeg,
    julian_date: frame.julianDate,
    filter: frame.filter,
    gain_electrons_per_dn: frame.gainElectronsPerDn,
  };
}

/** Files below the folders of the sets are judged anew; what was refused elsewhere stays. */
async function storeRefused(sql: Sql, { sets, problems, read }: IngestToStore): Promise<void> {
  const ofFile = new Map<string, Problem[]>();
  for (const item of problems) {
    if (item.file !== null) ofFile.set(item.file, [...(ofFile.get(item.file) ?? []), item]);
  }
  const rows = sets.flatMap((set) => {
    const usable = new Set(set.frames.map((frame) => frame.path));
    return [...ofFile]
      .filter(([path]) => path.startsWith(set.folder) && path !== set.folder && !usable.has(path))
      .map(([path, list]) => ({
        ...{ path, night: set.night, set: set.set, name: baseName(path), problems: list },
        digest: read.files.get(path)?.finding.digest ?? null,
      }));
  });
  await execute(
    sql,
    `DELETE FROM refused_files USING jsonb_to_recordset($1::jsonb) AS new(night text, set int)
     WHERE refused_files.night = new.night AND refused_files.set = new.set`,
    rowsParameter(sets.map(({ night, set }) => ({ night, set }))),
  );
  await execute(
    sql,
    `INSERT INTO refused_files SELECT DISTINCT ON (path) *
     FROM jsonb_populate_recordset(NULL::refused_files, $1::jsonb)
     ON CONFLICT (path) DO UPDATE SET night = EXCLUDED.night, set = EXCLUDED.set,
       digest = EXCLUDED.digest, problems = EXCLUDED.problems`,
    rowsParameter(rows),
  );
}

/** The mark as bad is a person's: it stays with the bytes, whatever else changes. */
async function storeCalibration(sql: Sql, { masters, curves }: IngestToStore): Promise<void> {
  const rows = [
    ...masters.map((master) => ({
      path: master.path,
      name: master.name,
      digest: master.digest,
      kind: master.role === null ? 'unknown' : kindOfMaster[master.role],
      camera: master.camera,
      mode: `${master.width} x ${master.height}`,
      filter: master.band,
      valid_from: master.date,
      bad: master.bad,
    })),
    ...curves.map(({ path, digest, bad }) => ({
      ...{ path, digest, bad, name: baseName(path), kind: 'linearity-curve' },
      camera: baseName(path).replace(/\.[^.]*$/, ''),
    })),
  ];
  await execute(
    sql,
    `INSERT INTO calibration_files SELECT DISTINCT ON (path) *
     FROM jsonb_populate_recordset(NULL::calibration_files, $1::jsonb)
     ON CONFLICT (path) DO UPDATE SET name = EXCLUDED.name, digest = EXCLUDED.digest,
       kind = EXCLUDED.kind, camera = EXCLUDED.camera, mode = EXCLUDED.mode,
       filter = EXCLUDED.filter, valid_from = EXCLUDED.valid_from, bad = EXCLUDED.bad`,
    rowsParameter(rows),
  );
}

/** A file that lies elsewhere now is looked for where it was seen last. */
async function storeArtifacts(sql: Sql, found: IngestToStore): Promise<void> {
  const bytesOf = (path: string): number => found.read.files.get(path)?.bytes ?? 0;
  const rows = [
    ...found.sets.flatMap((set) =>
      set.frames.map(({ digest, role, name, path }) => ({
        ...{ digest, kind: kindOfRole[role], name, path, bytes: bytesOf(path) },
      })),
    ),
    ...found.masters.flatMap(({ digest, role, name, path }) =>
      role === null ? [] : [{ digest, kind: kindOfMaster[role], name, path, bytes: bytesOf(path) }],
    ),
    ...found.curves.map(({ digest, path }) => ({
      ...{ digest, kind: 'linearity-curve', name: baseName(path), path, bytes: bytesOf(path) },
    })),
  ];
  await execute(
    sql,
    `INSERT INTO artifacts (digest, kind, name, bytes, path)
     SELECT DISTINCT ON (digest) digest, kind, name, bytes, path
     FROM jsonb_to_recordset($1::jsonb)
       AS new(digest text, kind text, name text, bytes bigint, path text) ORDER BY digest, path
     ON CONFLICT (digest) DO UPDATE SET path = EXCLUDED.path, name = EXCLUDED.name
       WHERE artifacts.path IS NOT NULL AND artifacts.path <> EXCLUDED.path`,
    rowsParameter(rows),
  );
}

async function rememberFiles(sql: Sql, { read, rules }: IngestToStore): Promise<void> {
  if (rules === null) return;
  const rows = [...read.files.values()]
    .filter((file) => !file.remembered)
    .map(({ path, stamp, finding }) => ({
      ...{ path, stamp, rules, digest: finding.digest, facts: finding },
    }));
  if (rows.length === 0) return;
  await execute(
    sql,
    `INSERT INTO read_files SELECT * FROM jsonb_populate_recordset(NULL::read_files, $1::jsonb)
     ON CONFLICT (path) DO UPDATE SET stamp = EXCLUDED.stamp, digest = EXCLUDED.digest,
       rules = EXCLUDED.rules, facts = EXCLUDED.facts`,
    rowsParameter(rows),
  );
}
