import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import {
  findPostgres,
  startPostgres,
  type PostgresServer,
} from '../../../../tools/testing/postgres-server.js';
import type { DatabaseAddress } from '../database/open-database.js';

/** A kind of database the catalog runs on; every test gets an empty one of its own. */
export interface TestDatabases {
  readonly name: string;
  /** Why its tests are skipped, or null. */
  readonly skipped: string | null;
  start(): Promise<void>;
  empty(): Promise<DatabaseAddress>;
  stop(): Promise<void>;
}

export function embeddedDatabases(): TestDatabases {
  let root = '';
  let number = 0;
  return {
    name: 'PGlite',
    skipped: null,
    start: async () => {
      root = await mkdtemp(join(tmpdir(), 'nightskies-catalog-'));
    },
    empty: () => Promise.resolve({ folder: join(root, `workspace ${(number += 1)}`, 'catalog') }),
    stop: () => rm(root, { recursive: true, force: true }),
  };
}

export function serverDatabases(): TestDatabases {
  let server: PostgresServer | null = null;
  let number = 0;
  return {
    name: 'Postgres',
    skipped:
      findPostgres() === null
        ? 'no Postgres here (apt-get install postgresql, or NIGHTSKIES_INSTALL=1)'
        : null,
    start: async () => {
      server = await startPostgres();
    },
    empty: async () => {
      if (server === null) throw new Error('start the server first');
      const name = `catalog_${(number += 1)}`;
      const client = new Client({ connectionString: server.url });
      await client.connect();
      await client.query(`CREATE DATABASE ${name}`);
      await client.end();
      return { url: server.databaseUrl(name) };
    },
    stop: async () => {
      await server?.stop();
    },
  };
}
