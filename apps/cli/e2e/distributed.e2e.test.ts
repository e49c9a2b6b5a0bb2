import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasServers, ready, startInstallation, type Installation } from './installation.js';
import {
  digests,
  nightArguments,
  nightskies,
  processNight,
  type ProcessResult,
} from './nightskies.js';

const name = 'TEST261101';

describe.skipIf(!hasServers)('separate processes over NATS and Postgres', () => {
  let root: string;
  let installation: Installation;
  let url: string;
  let embedded: ProcessResult;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nightskies distributed '));
    await nightskies([
      'simulate',
      ...['--to', root, '--seed', '7', '--size', '256', '--night', name],
    ]);
    installation = await startInstallation(root);
    url = installation.url;
    embedded = await processNight([
      ...nightArguments(root, name),
      ...['--workspace', join(root, 'workspace')],
    ]);
  });

  afterAll(async () => {
    await installation.stop();
    await rm(root, { recursive: true, force: true });
  });

  it('give byte-identical products', async () => {
    const result = await processNight([...nightArguments(root, name), '--server', url]);
    expect(result.problems).toEqual([]);
    expect(result).toMatchObject({ code: 0, outcome: 'done' });
    expect(digests(result)).toEqual(digests(embedded));
  });

  it('compute nothing the second time', async () => {
    const again = await processNight([...nightArguments(root, name), '--server', url]);
    expect(again.tasks).toEqual({ computed: 0, reused: embedded.tasks.computed, failed: 0 });
  });

  /** Each does harm to a run that is under way, and mends it. */
  const harms: [string, string, () => Promise<void>][] = [
    [
      'a mosaic worker is killed',
      '0.50',
      async () => {
        const victim = installation.worker('mosaic');
        await sleep(1500);
        victim.child.kill('SIGKILL');
      },
    ],
    [
      'the catalog is killed and started again',
      '0.51',
      async () => {
        await installation.restartCatalog(1000);
      },
    ],
    [
      'NATS is killed and started again',
      '0.52',
      async () => {
        await installation.nats.kill();
        await sleep(1000);
        await installation.nats.start();
      },
    ],
    [
      'NATS loses all it held',
      '0.53',
      async () => {
        await installation.nats.kill();
        installation.nats.forget();
        await installation.nats.start();
      },
    ],
    [
      'Postgres is killed and started again',
      '0.54',
      async () => {
        await installation.postgres.kill();
        await sleep(3000);
        await installation.postgres.start();
      },
    ],
    [
      'the store is out of reach for a while',
      '0.55',
      async () => {
        await rename(join(root, 'store'), join(root, 'store elsewhere'));
        await sleep(3000);
        await rename(join(root, 'store elsewhere'), join(root, 'store'));
      },
    ],
    [
      'a second catalog and two more mosaic workers join',
      '0.56',
      async () => {
        installation.secondCatalog();
        for (let workers = 0; workers < 2; workers += 1) installation.worker('mosaic');
        await sleep(3000);
      },
    ],
  ];

  const allAtOnce: (typeof harms)[number] = [
    'everything goes wrong, one after the other,',
    '0.49',
    async () => {
      for (const [, , harm] of harms.slice(0, -1)) await harm();
    },
  ];
  const trials = process.env['NIGHTSKIES_SOAK'] === '1' ? [allAtOnce, ...harms] : [allAtOnce];

  it.each(trials)(
    'give the same bytes when %s in the middle (soak)',
    async (_what, radius, harm) => {
      const parameters = ['--param', `star-removal-radius=${radius}`];
      const expected = await processNight([
        ...nightArguments(root, name),
        ...parameters,
        ...['--workspace', join(root, 'workspace')],
      ]);
      const run = processNight([...nightArguments(root, name), ...parameters, '--server', url]);
      await sleep(700);
      await harm();
      const result = await run;
      expect(result.problems).toEqual([]);
      expect(result).toMatchObject({ code: 0, outcome: 'done' });
      expect(digests(result)).toEqual(digests(expected));
    },
  );

  it('end at SIGTERM with code 0', async () => {
    const extra = installation.worker('metrics');
    await ready(extra);
    extra.child.kill('SIGTERM');
    expect((await extra.finished).code).toBe(0);
  });
});
