import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { planRun, type SetToPlan } from '@nightskies/catalog';
import {
  NightSkiesError,
  parseRunParameters,
  problem,
  problemOf,
  type Digest,
  type GivenFile,
  type GivenItem,
  type LatestRun,
  type Problem,
  type Provenance,
  type RunProgress,
  type RunRequest,
  type RunStatus,
} from '@nightskies/contracts';
import { readArtifact, type ArtifactStore, type Health } from '@nightskies/platform';
import { checkedStream, mostWholeBytes } from './artifact-stream.js';
import type { Coordinator } from './coordinator/coordinator.js';
import type { CatalogDatabase } from './database/open-database.js';
import { query } from './database/sql.js';
import { give, givenOfNight, keepGivenOfRun, withGiven } from './given/given-files.js';
import { ingest } from './ingest/ingest.js';
import { withHistory } from './queries/camera-history.js';
import { exportNight, exportRun, type ExportEntry, type Layout } from './queries/exports.js';
import { find, type Found } from './queries/find.js';
import { latestRunOf } from './queries/latest-run.js';
import { readProvenance } from './queries/provenance.js';
import { progressOf, readRunProgress, readRunStatus } from './queries/run-status.js';

/** An artifact as the catalog knows it; `path` is null for what lies in the store. */
interface ArtifactRow {
  readonly digest: string;
  readonly kind: string;
  readonly name: string;
  readonly bytes: bigint;
  readonly path: string | null;
}

/** An artifact and where its bytes lie. */
type StoredArtifact = Omit<ArtifactRow, 'bytes'> & { readonly bytes: number };

/** What the catalog can be asked and told; the HTTP API says the same in its words. */
export class CatalogService {
  #planning: Promise<unknown> = Promise.resolve();
  /** The answer to the latest question for progress, and the state of things it was true of. */
  #latest: { readonly changes: number; readonly run: string; readonly told: RunProgress } | null =
    null;

  constructor(
    private readonly database: CatalogDatabase,
    private readonly store: ArtifactStore,
    private readonly coordinator: Coordinator,
  ) {}

  /**
   * Ingests what the request names, plans it, and starts the run (or takes up an unfinished one
   * with the same plan). A dry run only says what would be done.
   *
   * @throws NightSkiesError `bad-parameter`
   */
  async startRun(request: RunRequest): Promise<RunStatus> {
    const parameters = parseRunParameters(request.parameters);
    // One after the other, so that two requests for the same files read and plan them once.
    const turn = this.#planning.then(async () => {
      const ofRun = {
        files: await keepGivenOfRun(this.database.sql, this.store, request.given),
        parameters: request.parameters,
      };
      const found = await ingest(this.database.sql, request, parameters);
      const sets: SetToPlan[] = [];
      for (const set of found.sets) {
        const past = await withHistory(this.database.sql, this.store, set, request.refreshHistory);
        sets.push(await withGiven(this.database.sql, this.store, past, ofRun));
      }
      const plan = planRun({
        sets,
        bands: request.bands,
        parameters,
        until: request.until,
      });
      const problems = [...found.problems, ...plan.problems];
      const caveats = [...found.caveats, ...plan.caveats];
      if (request.dryRun) return dryRun(request, plan.tasks, problems, caveats);
      for (const snapshot of plan.snapshots) await this.store.put(Buffer.from(snapshot.text));
      const { run } = await this.coordinator.run({ request, plan, problems, caveats });
      return this.run(run);
    });
    this.#planning = turn.catch(() => undefined);
    return turn;
  }

  /** @throws NightSkiesError `run-unknown` */
  async run(id: string): Promise<RunStatus> {
    const status = await readRunStatus(this.database.sql, this.store, id);
    if (status === null) throw unknown('run', id, 'nightskies status');
    const { trouble, interruptsRuns } = this.coordinator;
    if (trouble === null || status.state !== 'active') return status;
    return {
      ...status,
      state: interruptsRuns ? 'interrupted' : 'active',
      problems: [...status.problems, trouble],
    };
  }

  /** @throws NightSkiesError `run-unknown` */
  async progress(id: string): Promise<RunProgress> {
    const progress = await this.#progressOf(id);
    const { trouble, interruptsRuns } = this.coordinator;
    const stopped = trouble !== null && interruptsRuns && progress.state === 'active';
    return stopped ? { ...progress, state: 'interrupted' } : progress;
  }

  /** Asked for several times a second: counted again only when something has changed. */
  async #progressOf(run: string): Promise<RunProgress> {
    const { changes } = this.coordinator;
    if (changes !== null && this.#latest?.changes === changes && this.#latest.run === run) {
      return this.#latest.told;
    }
    const told = await readRunProgress(this.database.sql, run);
    if (told === null) throw unknown('run', run, 'nightskies status');
    this.#latest = changes === null ? null : { changes, run, told };
    return told;
  }

  /** @throws NightSkiesError `artifact-unknown` */
  async provenance(digest: Digest, direction: 'ancestors' | 'descendants'): Promise<Provenance> {
    const tree = await readProvenance(this.database.sql, digest, direction);
    if (tree === null) throw unknown('artifact', digest, 'nightskies show');
    return tree;
  }

  /** @throws NightSkiesError `id-unknown` */
  async find(id: string): Promise<Found> {
    const found = await find(this.database.sql, id);
    if (found === null) throw unknown('id', id, 'nightskies status');
    return found;
  }

  /**
   * Files of a run or night in a layout.
   *
   * @throws NightSkiesError `id-unknown`
   */
  async exportOf(id: string, layout: Layout): Promise<ExportEntry[]> {
    const found = await this.find(id);
    if (found.type === 'run') return exportRun(this.database.sql, found.id, layout);
    if (found.type === 'night') return exportNight(this.database.sql, found.id, layout);
    throw unknown('id', id, 'nightskies status');
  }

  /** Where an artifact lies and how it is called. @throws NightSkiesError `artifact-unknown` */
  async artifact(digest: Digest): Promise<StoredArtifact> {
    const row = await this.#row(digest);
    return { ...row, bytes: Number(row.bytes), path: row.path ?? this.store.pathOf(digest) };
  }

  /** Name and verified bytes of an artifact or raw file. @throws NightSkiesError `artifact-unknown` */
  async content(digest: Digest): Promise<{ name: string; bytes: Uint8Array }> {
    const row = await this.#row(digest);
    const location =
      row.path === null ? { type: 'store' as const } : { type: 'file' as const, path: row.path };
    try {
      return { name: row.name, bytes: await readArtifact(this.store, { digest, location }) };
    } catch (error) {
      // What is found damaged goes, so that the next run computes it again.
      if (problemOf(error).code === 'artifact-damaged') await this.store.remove(digest);
      throw error;
    }
  }

  /**
   * An artifact or raw file to be sent: whole and verified, or piece by piece when it is large, and
   * verified on the way. One found damaged goes, so that the next run computes it again.
   *
   * @throws NightSkiesError `artifact-unknown`
   */
  async contentToSend(
    digest: Digest,
  ): Promise<{ name: string; bytes: number; body: Uint8Array | Readable }> {
    const row = await this.artifact(digest);
    const stored = this.store.pathOf(digest);
    const size = row.path === null ? undefined : await sizeOf(row.path);
    if (row.path === null || size === undefined || size <= mostWholeBytes) {
      const { name, bytes } = await this.content(digest);
      return { name, bytes: bytes.length, body: bytes };
    }
    const body = checkedStream(row.path, digest, () => {
      if (row.path === stored) void this.store.remove(digest);
    });
    return { name: row.name, bytes: size, body };
  }

  async databaseHealth(): Promise<Health> {
    await query(this.database.sql, 'SELECT 1 AS one');
    return { healthy: true, detail: 'answers' };
  }

  /** A night with its sets. @throws NightSkiesError `night-unknown` */
  async night(name: string): Promise<object> {
    const night = await (
      await this.database.prisma()
    ).night.findFirst({
      where: { name: { equals: name, mode: 'insensitive' } },
      include: { sets: { orderBy: { set: 'asc' } } },
    });
    if (night === null) throw unknown('night', name, 'nightskies status');
    return night;
  }

  /** What a person gave about a night. @throws NightSkiesError `night-unknown` */
  async givenAbout(night: string): Promise<{ items: GivenItem[] }> {
    const { name } = await this.#known(night);
    return { items: await givenOfNight(this.database.sql, name) };
  }

  /** Keeps what a person gives about a night, or takes it back. @throws NightSkiesError `night-unknown` */
  async give(night: string, file: GivenFile): Promise<{ items: GivenItem[] }> {
    const { name } = await this.#known(night);
    return { items: await give(this.database.sql, this.store, name, file, new Date()) };
  }

  /** The run that last worked on a set. @throws NightSkiesError `night-unknown`, `set-unprocessed` */
  async latestRun(night: string, set: number): Promise<LatestRun> {
    const { name } = await this.#known(night);
    const latest = await latestRunOf(this.database.sql, name, set);
    if (latest !== null) return latest;
    throw new NightSkiesError(
      problem('set-unprocessed', `no run has worked on set ${set} of ${name}`, {
        expected: 'a set that was processed',
        hint: `\`nightskies show ${name}\` lists its sets; process the night first.`,
      }),
    );
  }

  async #row(digest: Digest): Promise<ArtifactRow> {
    const [row] = await query<ArtifactRow>(
      this.database.sql,
      `SELECT digest, kind, name, bytes, path FROM artifacts WHERE digest = $1`,
      digest,
    );
    if (row === undefined) throw unknown('artifact', digest, 'nightskies show');
    return row;
  }

  async #known(name: string): Promise<{ name: string }> {
    const [night] = await query<{ name: string }>(
      this.database.sql,
      `SELECT name FROM nights WHERE upper(name) = upper($1) LIMIT 1`,
      name,
    );
    if (night === undefined) throw unknown('night', name, 'nightskies status');
    return night;
  }

  /**
   * Marks a calibration file as bad for all later runs, or takes the mark away.
   *
   * @throws NightSkiesError `artifact-unknown`
   */
  async markCalibrationFile(
    digest: Digest,
    mark: { readonly bad: boolean; readonly reason: string | null },
  ): Promise<object> {
    const files = await (
      await this.database.prisma()
    ).calibrationFile.updateManyAndReturn({
      where: { digest },
      data: { bad: mark.bad, badReason: mark.bad ? mark.reason : null },
    });
    const file = files.at(0);
    if (file === undefined) throw unknown('artifact', digest, 'nightskies show');
    return file;
  }
}

function unknown(
  thing: 'run' | 'artifact' | 'id' | 'night',
  id: string,
  command: string,
): NightSkiesError {
  const expected = {
    run: 'the id of a run',
    night: 'the name of an ingested night, for example ROMO241004',
    artifact: 'the SHA-256 of an artifact or ingested file',
    id: 'a run, a night, or the SHA-256 (8 digits and more) of an artifact',
  }[thing];
  return new NightSkiesError(
    problem(`${thing}-unknown`, `the catalog knows nothing of ${id}`, {
      found: id,
      expected,
      hint: `\`${command}\` names what there is.`,
    }),
  );
}

function dryRun(
  request: RunRequest,
  tasks: readonly { readonly type: string }[],
  problems: readonly Problem[],
  caveats: readonly Problem[],
): RunStatus {
  const outcome = problems.length > 0 ? 'done-with-problems' : 'done';
  const counts = [...new Set(tasks.map((task) => task.type))].map((type) => ({
    ...{ type, state: 'waiting' },
    number: tasks.filter((task) => task.type === type).length,
  }));
  return {
    run: 'dry-run',
    state: 'finished',
    requestedAt: new Date().toISOString(),
    request,
    outcome: tasks.length === 0 ? 'nothing-done' : outcome,
    progress: progressOf(counts),
    tasks: { computed: 0, reused: 0, failed: 0, total: tasks.length },
    problems: [...problems, ...caveats],
    products: [],
    metrics: [],
  };
}

/** Undefined where there is no file, which reading it says better. */
function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
