import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaClient } from '../generated/client.js';
import type { Database, Sql } from './sql.js';

/** Prisma on one of the two databases. */
export function prismaClient(adapter: SqlMigrationAwareDriverAdapterFactory): PrismaClient {
  // The embedded database has one connection: a transaction may have to wait for the one before.
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 60_000, timeout: 60_000 } });
}

/** Statements by hand through Prisma and its pool of connections. */
export function prismaSql(prisma: PrismaClient): Database {
  return {
    ...statementsOf(prisma),
    alone: false,
    transaction: (work) => prisma.$transaction((transaction) => work(statementsOf(transaction))),
  };
}

function statementsOf(client: Pick<PrismaClient, '$queryRawUnsafe' | '$executeRawUnsafe'>): Sql {
  return {
    query: <Row>(text: string, values: Parameters<Sql['query']>[1]) =>
      client.$queryRawUnsafe<Row[]>(text, ...values),
    execute: (text, values) => client.$executeRawUnsafe(text, ...values),
  };
}
