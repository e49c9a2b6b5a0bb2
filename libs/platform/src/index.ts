export type * from './handler.js';
export * from './bus/bus.js';
export { InProcessBus, type InProcessBusOptions } from './bus/in-process-bus.js';
export { taskFinished, taskRequested } from './bus/envelopes.js';
export type * from './store/artifact-store.js';
export { digestOf } from './store/digest.js';
export { writeAtomically } from './store/atomic-file.js';
export { FolderStore } from './store/folder-store.js';
export { openStore } from './store/open-store.js';
export { readArtifact } from './store/read-artifact.js';
export { moduleUrl } from './worker/module-url.js';
export { WorkerPool, type WorkerPoolOptions } from './worker/worker-pool.js';
export { checkHandlers, defineService, type ServiceDefinition } from './service/define-service.js';
export { ServiceRunner, type ServiceRunnerOptions } from './service/service-runner.js';
export { createLogger, logLevels, type Logger, type LogLevel } from './observe/logger.js';
export { TaskMetrics, type TaskEnd } from './observe/metrics.js';
export { checkHealth, type Health, type HealthReport } from './observe/health.js';
export { openBus } from './bus/open-bus.js';
export {
  environmentSchema,
  loadConfig,
  requireDistributed,
  type Config,
  type DistributedConfig,
} from './config/config.js';
export { nearestInSpelling } from './config/spelling.js';
export { PlatformModule, type PlatformParts } from './nest/platform-module.js';
export { ServiceModule } from './nest/service-module.js';
export { BUS, CONFIG, LOGGER, METRICS, POOL, STORE } from './nest/tokens.js';
