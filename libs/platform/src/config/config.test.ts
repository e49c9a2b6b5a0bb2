import { NightSkiesError } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { environmentSchema, loadConfig, requireDistributed } from './config.js';

function complaint(environment: Record<string, string>): string {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof NightSkiesError && error.code === 'bad-configuration') {
      return error.message;
    }
  }
  return 'nothing was wrong';
}

describe('the configuration', () => {
  it('is complete without a single variable', () => {
    expect(loadConfig({ PATH: '/bin', NIGHTSKIES_STORE: '' })).toMatchObject({
      natsUrl: null,
      databaseUrl: null,
      store: null,
      prefix: '',
      logLevel: 'warn',
      http: { host: '127.0.0.1', port: 8080 },
    });
    expect(loadConfig({}).workers).toBeGreaterThanOrEqual(1);
  });

  it('takes what the environment says', () => {
    expect(
      loadConfig({
        NIGHTSKIES_NATS_URL: 'nats://user:secret@one:4222,nats://two:4222',
        NIGHTSKIES_DATABASE_URL: 'postgresql://nightskies@localhost/nightskies',
        NIGHTSKIES_STORE: 'C:\\Night Skies\\artifacts',
        NIGHTSKIES_PREFIX: 'north-2',
        NIGHTSKIES_WORKERS: '3',
        NIGHTSKIES_LOG_LEVEL: 'debug',
        NIGHTSKIES_HTTP_HOST: '0.0.0.0',
        NIGHTSKIES_HTTP_PORT: '0',
        NIGHTSKIES_WORKSPACE: 'w',
        NIGHTSKIES_SERVER: 'http://division:8080',
      }),
    ).toEqual({
      natsUrl: 'nats://user:secret@one:4222,nats://two:4222',
      databaseUrl: 'postgresql://nightskies@localhost/nightskies',
      store: 'C:\\Night Skies\\artifacts',
      prefix: 'north-2',
      workers: 3,
      logLevel: 'debug',
      http: { host: '0.0.0.0', port: 0 },
      workspace: 'w',
      server: 'http://division:8080',
    });
  });

  it('lists everything wrong at once, unknown variables with the likely right name', () => {
    const message = complaint({
      NIGHTSKIES_NATS_URL: 'localhost',
      NIGHTSKIES_WORKERS: 'many',
      NIGHTSKIES_HTTP_PORT: '70000',
      NIGHTSKIES_PREFIX: 'North.1',
      NIGHTSKIES_LOGLEVEL: 'info',
    });
    expect(message.split('; ').sort()).toEqual([
      'NIGHTSKIES_HTTP_PORT=70000: expected a whole number from 0 to 65535',
      'NIGHTSKIES_LOGLEVEL: no such variable',
      'NIGHTSKIES_NATS_URL=localhost: expected nats://host:port',
      'NIGHTSKIES_PREFIX=North.1: expected lower-case letters, digits and hyphens',
      'NIGHTSKIES_WORKERS=many: expected a whole number from 1 to 1024',
      'did you mean NIGHTSKIES_LOG_LEVEL?',
    ]);
  });

  it('never shows a password', () => {
    const message = complaint({ NIGHTSKIES_DATABASE_URL: 'mysql://me:secret@host/db' });
    expect(message).toContain('mysql://***@host/db');
    expect(message).not.toContain('secret');
    for (const address of [
      'postgresql://me:sec/ret@x@host:port/db',
      'postgres://me:sec@ret@:/db',
      'pg://host/db?sslmode=require&password=secret',
    ]) {
      expect(complaint({ NIGHTSKIES_DATABASE_URL: address })).not.toMatch(/sec|ret@/);
    }
  });

  it('says what separate processes lack', () => {
    expect(() => requireDistributed(loadConfig({}))).toThrow(
      'NIGHTSKIES_NATS_URL: not set; NIGHTSKIES_STORE: not set',
    );
    const config = loadConfig({ NIGHTSKIES_NATS_URL: 'nats://n', NIGHTSKIES_STORE: 's' });
    expect(requireDistributed(config)).toEqual(config);
  });

  it('has a sentence for every variable', () => {
    for (const [name, schema] of Object.entries(environmentSchema.shape)) {
      expect(schema.description, name).toMatch(/^[A-Z1].*\.$/);
    }
  });
});
