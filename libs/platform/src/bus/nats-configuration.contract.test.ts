import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  findNatsServer,
  startNatsServer,
  type NatsServer,
} from '../../../../tools/testing/nats-server.js';
import { JetStreamBus } from './jetstream-bus.js';

const configuration = (name: string): string =>
  fileURLToPath(new URL(`../../../../infra/nats/${name}`, import.meta.url));

/** What counts: settings without comments and without the folder, which differs by purpose. */
const settings = (name: string): string[] =>
  readFileSync(configuration(name), 'utf8')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('store_dir'));

describe('the configuration of the NATS server', () => {
  it('syncs every write wherever the server can be told to', () => {
    const old = settings('nats.conf');
    const modern = settings('nats-2.10.conf');
    expect(modern).toContain('sync_interval: always');
    expect(modern.filter((line) => line !== 'sync_interval: always')).toEqual(old);
  });

  describe.skipIf(findNatsServer() === null)('on the nats-server of this machine', () => {
    let server: NatsServer | undefined;
    afterEach(async () => {
      await server?.stop();
      server = undefined;
    });

    it('is live: JetStream is on, and 2.10 or newer syncs every write', async () => {
      server = await startNatsServer(configuration('nats.conf'));
      const [major = 0, minor = 0] = server.version.split('.').map(Number);
      const syncs = major > 2 || minor >= 10;
      if (syncs) {
        await server.stop();
        server = await startNatsServer(configuration('nats-2.10.conf'));
      } else {
        await expect(startNatsServer(configuration('nats-2.10.conf'))).rejects.toThrow(
          /unknown field "sync_interval"/,
        );
      }
      const bus = await JetStreamBus.connect({ url: server.url });
      expect((await bus.health()).healthy).toBe(true);
      await bus.close();

      const answer = await fetch(`${server.monitorUrl ?? ''}/jsz?config=true`);
      const { config } = (await answer.json()) as { config: Record<string, unknown> };
      expect(config['store_dir']).toMatch(/nightskies-nats-/);
      expect(config['sync_always']).toBe(syncs ? true : undefined);
    });
  });
});
