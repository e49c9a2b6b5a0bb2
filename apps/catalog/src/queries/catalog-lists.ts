import { z } from 'zod';
import type { CatalogDatabase } from '../database/open-database.js';
import { query } from '../database/sql.js';
import {
  joinKey,
  keyNumber,
  keyText,
  pageOf,
  splitKey,
  type Page,
  type PageRequest,
} from './page.js';

type Filter<T> = PageRequest & { [K in keyof T]?: T[K] | undefined };
export type NightFilter = Filter<{ night: string }>;
export type FrameFilter = Filter<{ night: string; set: number; band: string; role: string }>;
export type CalibrationFilter = Filter<{ kind: string; camera: string; filter: string }>;
export type RunFilter = Filter<{ state: string }>;
export type TaskFilter = Filter<{ run: string; state: string; type: string }>;
export type ArtifactFilter = Filter<{ kind: string }>;
export type ScopeFilter = Filter<{
  night: string;
  set: number;
  band: string;
  kind: string;
  run: string;
  name: string;
}>;

interface RunRow {
  readonly id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
}

/** The lists of the HTTP API: filtered, in the order of a key, a page at a time. */
export class CatalogLists {
  constructor(private readonly database: CatalogDatabase) {}

  async nights({ limit, after, night }: NightFilter): Promise<Page<object>> {
    const rows = await (
      await this.database.prisma()
    ).night.findMany({
      where: { AND: [equal('name', night), beyond('name', after)] },
      include: { sets: { orderBy: { set: 'asc' } } },
      orderBy: { name: 'asc' },
      take: limit + 1,
    });
    return pageOf(rows, limit, (row) => row.name);
  }

  async sets({ limit, after, night }: NightFilter): Promise<Page<object>> {
    const key = after === undefined ? null : splitKey(after, z.tuple([keyText, keyNumber]));
    const rows = await (
      await this.database.prisma()
    ).dataSet.findMany({
      where: {
        AND: [
          equal('night', night),
          key === null
            ? {}
            : { OR: [{ night: { gt: key[0] } }, { night: key[0], set: { gt: key[1] } }] },
        ],
      },
      orderBy: [{ night: 'asc' }, { set: 'asc' }],
      take: limit + 1,
    });
    return pageOf(rows, limit, (row) => joinKey(row.night, row.set));
  }

  async frames({ limit, after, ...filter }: FrameFilter): Promise<Page<object>> {
    const rows = await (
      await this.database.prisma()
    ).frame.findMany({
      where: {
        AND: [
          equal('night', filter.night),
          equal('set', filter.set),
          equal('band', filter.band),
          equal('role', filter.role),
          beyond('id', after),
        ],
      },
      orderBy: { id: 'asc' },
      take: limit + 1,
    });
    return pageOf(rows, limit, (row) => row.id);
  }

  async refusedFiles({ limit, after, night }: NightFilter): Promise<Page<object>> {
    const rows = await (
      await this.database.prisma()
    ).refusedFile.findMany({
      where: { AND: [equal('night', night), beyond('path', after)] },
      orderBy: { path: 'asc' },
      take: limit + 1,
    });
    return pageOf(rows, limit, (row) => row.path);
  }

  async calibrationFiles({ limit, after, ...filter }: CalibrationFilter): Promise<Page<object>> {
    const rows = await (
      await this.database.prisma()
    ).calibrationFile.findMany({
      where: {
        AND: [
          equal('kind', filter.kind),
          equal('camera', filter.camera),
          equal('filter', filter.filter),
          beyond('path', after),
        ],
      },
      orderBy: { path: 'asc' },
      take: limit + 1,
    });
    return pageOf(rows, limit, (row) => row.path);
  }

  async runs({ limit, after, state }: RunFilter): Promise<Page<object>> {
    // By hand, as every look at a workspace begins with it.
    const rows = await query<RunRow>(
      this.database.sql,
      `SELECT id, state, outcome, requested_at AS "requestedAt", finished_at AS "finishedAt"
       FROM runs WHERE ($1::text IS NULL OR state = $1) AND ($2::text IS NULL OR id < $2)
       ORDER BY id DESC LIMIT $3::int`,
      state ?? null,
      after ?? null,
      limit + 1,
    );
    const page = pageOf(rows, limit, (row) => row.id);
    return { ...page, items: page.items.map(({ id, ...facts }) => ({ run: id, ...facts })) };
  }

  async tasks({ limit, after, ...filter }: TaskFilter): Promise<Page<object>> {
    const key = after === undefined ? null : splitKey(after, z.tuple([keyText, keyNumber]));
    const rows = await (
      await this.database.prisma()
    ).task.findMany({
      where: {
        AND: [
          equal('runId', filter.run),
          equal('state', filter.state),
          equal('type', filter.type),
          key === null
            ? {}
            : { OR: [{ runId: { gt: key[0] } }, { runId: key[0], position: { gt: key[1] } }] },
        ],
      },
      omit: { plan: true, request: true },
      orderBy: [{ runId: 'asc' }, { position: 'asc' }],
      take: limit + 1,
    });
    const page = pageOf(rows, limit, (row) => joinKey(row.runId, row.position));
    return { ...page, items: page.items.map(({ runId, ...task }) => ({ run: runId, ...task })) };
  }

  async artifacts({ limit, after, kind }: ArtifactFilter): Promise<Page<object>> {
    const rows = await (
      await this.database.prisma()
    ).artifact.findMany({
      where: { AND: [equal('kind', kind), beyond('digest', after)] },
      orderBy: { digest: 'asc' },
      take: limit + 1,
    });
    const page = pageOf(rows, limit, (row) => row.digest);
    // JSON has no bigint; no file is as large as 2^53 bytes.
    return { ...page, items: page.items.map((row) => ({ ...row, bytes: Number(row.bytes) })) };
  }

  async products({ limit, after, ...filter }: ScopeFilter): Promise<Page<object>> {
    const key = after === undefined ? null : splitKey(after, z.tuple([keyText, keyNumber]));
    const rows = await (
      await this.database.prisma()
    ).product.findMany({
      where: {
        AND: [
          ...scopeOf(filter),
          equal('kind', filter.kind),
          equal('runId', filter.run),
          key === null
            ? {}
            : { OR: [{ runId: { gt: key[0] } }, { runId: key[0], position: { gt: key[1] } }] },
        ],
      },
      orderBy: [{ runId: 'asc' }, { position: 'asc' }],
      take: limit + 1,
    });
    const digests = await this.#digestsOf(rows);
    const page = pageOf(rows, limit, (row) => joinKey(row.runId, row.position));
    return {
      ...page,
      items: page.items.map(({ runId, taskId, output, kind, night, set, band, frame }) => ({
        ...{ run: runId, task: taskId, kind, night, set, band, frame },
        sha256: digests.get(`${taskId} ${output}`) ?? null,
      })),
    };
  }

  async metrics({ limit, after, ...filter }: ScopeFilter): Promise<Page<object>> {
    const key = after === undefined ? null : splitKey(after, z.tuple([keyText, keyText, keyText]));
    const rows = await (
      await this.database.prisma()
    ).metric.findMany({
      where: {
        AND: [
          ...scopeOf(filter),
          equal('name', filter.name),
          key === null
            ? {}
            : {
                OR: [
                  { fingerprint: { gt: key[0] } },
                  { fingerprint: key[0], name: { gt: key[1] } },
                  { fingerprint: key[0], name: key[1], sky: { gt: key[2] } },
                ],
              },
        ],
      },
      orderBy: [{ fingerprint: 'asc' }, { name: 'asc' }, { sky: 'asc' }],
      take: limit + 1,
    });
    return pageOf(rows, limit, (row) => joinKey(row.fingerprint, row.name, row.sky));
  }

  /** Digests of what the tasks of products made, by task and output. */
  async #digestsOf(
    products: readonly { readonly taskId: string }[],
  ): Promise<ReadonlyMap<string, string>> {
    const tasks = await (
      await this.database.prisma()
    ).task.findMany({
      where: {
        id: { in: [...new Set(products.map((product) => product.taskId))] },
        state: { in: ['done', 'reused'] },
      },
      select: { id: true, fingerprint: true },
    });
    const outputs = await (
      await this.database.prisma()
    ).computationOutput.findMany({
      where: { fingerprint: { in: tasks.flatMap((task) => task.fingerprint ?? []) } },
      select: { fingerprint: true, role: true, digest: true },
    });
    return new Map(
      tasks.flatMap((task) =>
        outputs
          .filter((output) => output.fingerprint === task.fingerprint)
          .map((output) => [`${task.id} ${output.role}`, output.digest] as const),
      ),
    );
  }
}

function equal<K extends string, V>(column: K, value: V | undefined): { [P in K]?: V } {
  const condition: { [P in K]?: V } = {};
  if (value !== undefined) condition[column] = value;
  return condition;
}

function beyond<K extends string>(
  column: K,
  after: string | undefined,
): { [P in K]?: { gt: string } } {
  return equal(column, after === undefined ? undefined : { gt: after });
}

function scopeOf({
  night,
  set,
  band,
}: {
  night?: string | undefined;
  set?: number | undefined;
  band?: string | undefined;
}): [{ night?: string }, { set?: number }, { band?: string }] {
  return [equal('night', night), equal('set', set), equal('band', band)];
}
