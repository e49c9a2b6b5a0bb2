import { availableParallelism } from 'node:os';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';
import { logLevels, type LogLevel } from '../observe/logger.js';
import { nearestInSpelling } from './spelling.js';

/** What the environment says, checked once. Null: not said. */
export interface Config {
  /** `nats://[user:password@]host:port`, several separated by commas. */
  readonly natsUrl: string | null;
  readonly databaseUrl: string | null;
  /** Address of the artifact store, as `openStore` takes it. */
  readonly store: string | null;
  /** Name of this installation on a shared NATS server; '' for none. */
  readonly prefix: string;
  /** Worker threads of this process. */
  readonly workers: number;
  readonly logLevel: LogLevel;
  readonly http: { readonly host: string; readonly port: number };
  /** Workspace folder of the embedded mode. */
  readonly workspace: string | null;
  /** Address of a catalog that commands go to instead of a workspace. */
  readonly server: string | null;
}

const text = z.string().nullable().default(null);

function address(protocols: readonly string[], expected: string) {
  const isOne = (value: string): boolean =>
    URL.canParse(value) && protocols.includes(new URL(value).protocol);
  return z
    .string()
    .refine((value) => value.split(',').every((part) => isOne(part.trim())), `expected ${expected}`)
    .nullable()
    .default(null);
}

function wholeNumber(least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d+$/, error)
    .transform(Number)
    .pipe(z.int(error).min(least, error).max(most, error));
}

/** Every variable of the environment that means something, with the sentence that documents it. */
export const environmentSchema = z.object({
  NIGHTSKIES_NATS_URL: address(['nats:', 'tls:'], 'nats://host:port').describe(
    'NATS server of the distributed mode, nats://[user:password@]host:port.',
  ),
  NIGHTSKIES_DATABASE_URL: address(
    ['postgres:', 'postgresql:'],
    'postgresql://user:password@host:port/database',
  ).describe('Postgres of the distributed mode; only the catalog reads it.'),
  NIGHTSKIES_STORE: text.describe('Folder of the artifact store, shared by all services.'),
  NIGHTSKIES_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'expected lower-case letters, digits and hyphens')
    .default('')
    .describe('Name of this installation on a NATS server that several share.'),
  NIGHTSKIES_WORKERS: wholeNumber(1, 1024)
    .default(availableParallelism)
    .describe('Worker threads of a process; default: one per core.'),
  NIGHTSKIES_LOG_LEVEL: z
    .enum(logLevels, `expected one of ${logLevels.join(', ')}`)
    .default('warn')
    .describe(`How much goes to the log on stderr: ${logLevels.join(', ')}; default: warn.`),
  NIGHTSKIES_HTTP_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address the HTTP API listens on; default: 127.0.0.1, this machine only.'),
  NIGHTSKIES_HTTP_PORT: wholeNumber(0, 65_535)
    .default(8080)
    .describe('Port of the HTTP API; default: 8080.'),
  NIGHTSKIES_WORKSPACE: text.describe('Workspace folder; default: ./nightskies-workspace.'),
  NIGHTSKIES_SERVER: address(['http:', 'https:'], 'http://host:port').describe(
    'Catalog that commands go to instead of a workspace, http://host:port.',
  ),
  NIGHTSKIES_INSTALL: text.describe('1 lets the tests install missing servers from Debian.'),
  NIGHTSKIES_SOAK: text.describe('1 has the tests make their long trials in full.'),
});

/**
 * The configuration from `NIGHTSKIES_*` variables. An empty variable counts as not set.
 *
 * @throws NightSkiesError `bad-configuration` that lists everything wrong at once.
 */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const known = environmentSchema.keyof().options;
  const given = new Map(
    Object.entries(environment).filter(
      ([name, value]) => name.startsWith('NIGHTSKIES_') && value !== undefined && value !== '',
    ),
  );
  const complaints = [...given.keys()]
    .filter((name) => !known.some((item) => item === name))
    .sort()
    .map((name) => `${name}: no such variable; did you mean ${nearestInSpelling(name, known)}?`);
  const parsed = environmentSchema.safeParse(Object.fromEntries(given));
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = path.map(String).join('.');
    complaints.push(`${name}=${withoutPassword(given.get(name) ?? '')}: ${message}`);
  }
  if (!parsed.success || complaints.length > 0) throw badConfiguration(complaints);
  const { data } = parsed;
  return {
    natsUrl: data.NIGHTSKIES_NATS_URL,
    databaseUrl: data.NIGHTSKIES_DATABASE_URL,
    store: data.NIGHTSKIES_STORE,
    prefix: data.NIGHTSKIES_PREFIX,
    workers: data.NIGHTSKIES_WORKERS,
    logLevel: data.NIGHTSKIES_LOG_LEVEL,
    http: { host: data.NIGHTSKIES_HTTP_HOST, port: data.NIGHTSKIES_HTTP_PORT },
    workspace: data.NIGHTSKIES_WORKSPACE,
    server: data.NIGHTSKIES_SERVER,
  };
}

/** What every process of the distributed mode has to know. */
export interface DistributedConfig extends Config {
  readonly natsUrl: string;
  readonly store: string;
}

/** @throws NightSkiesError `bad-configuration` that names what is missing for separate processes. */
export function requireDistributed(config: Config): DistributedConfig {
  const { natsUrl, store } = config;
  if (natsUrl !== null && store !== null) return { ...config, natsUrl, store };
  const missing = [
    ...(natsUrl === null ? ['NIGHTSKIES_NATS_URL: not set'] : []),
    ...(store === null ? ['NIGHTSKIES_STORE: not set'] : []),
  ];
  throw badConfiguration(missing);
}

/** A password may hold any sign when its address is malformed: everything before the last @ goes. */
const withoutPassword = (value: string): string =>
  value.replace(/\/\/.*@/s, '//***@').replace(/(password=)[^&]*/gi, '$1***');

function badConfiguration(complaints: readonly string[]): NightSkiesError {
  return new NightSkiesError(
    problem('bad-configuration', complaints.join('; '), {
      hint: 'Correct the environment of the process (for a service, /etc/nightskies.env).',
    }),
  );
}
