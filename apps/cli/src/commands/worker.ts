import { NightSkiesError, problem, serviceSchema, type ServiceName } from '@nightskies/contracts';
import {
  createLogger,
  loadConfig,
  openBus,
  openStore,
  PlatformModule,
  requireDistributed,
  ServiceModule,
  TaskMetrics,
  WorkerPool,
  type Config,
} from '@nightskies/platform';
import { exitCodes } from '../exit-codes.js';
import { onInterrupt } from '../interrupt.js';
import { startServices } from '../service-process.js';
import { computingServices } from '../services.js';
import { waitForAbort } from '../wait.js';

/** `nightskies worker`: services of this process against NATS and Postgres, until they are stopped. */
export async function worker(
  _given: Record<string, unknown>,
  names: readonly string[],
): Promise<number> {
  const services = readServices(names);
  const config = requireDistributed(loadConfig(process.env));
  const logger = createLogger({ level: config.logLevel, name: services.join('+') });
  const metrics = new TaskMetrics({ processMetrics: true });
  const interrupt = onInterrupt();
  const application = await startServices({
    logger,
    platform: PlatformModule.register({
      bus: await openBus(config, logger, metrics),
      store: openStore(config.store),
      pool: new WorkerPool({ store: config.store, threads: config.workers }),
      logger,
      config,
      metrics,
    }),
    services: computingServices
      .filter((service) => services.includes(service.name))
      .map((service) => ServiceModule.register(service)),
    catalog: services.includes('catalog')
      ? { databaseUrl: requireDatabase(config), http: config.http }
      : null,
  });
  process.stderr.write(`${services.join(', ')} ready${application.address}\n`);
  await waitForAbort(interrupt.signal);
  await application.close();
  interrupt.release();
  return exitCodes.done;
}

function readServices(names: readonly string[]): ServiceName[] {
  return names.map((name) => {
    const known = serviceSchema.safeParse(name);
    if (known.success) return known.data;
    throw new NightSkiesError(
      problem('bad-service', 'there is no such service', {
        found: name,
        expected: serviceSchema.options.join(', '),
        hint: 'For example nightskies worker mosaic',
      }),
    );
  });
}

function requireDatabase(config: Config): string {
  if (config.databaseUrl !== null) return config.databaseUrl;
  throw new NightSkiesError(
    problem('bad-configuration', 'NIGHTSKIES_DATABASE_URL: not set', {
      expected: 'postgresql://user:password@host:port/database',
      hint: 'The catalog service keeps its tables in Postgres.',
    }),
  );
}
