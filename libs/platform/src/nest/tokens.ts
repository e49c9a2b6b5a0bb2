/** What the platform module provides: Bus, ArtifactStore, WorkerPool, Logger, Config, TaskMetrics. */
export const BUS = Symbol('nightskies bus');
export const STORE = Symbol('nightskies artifact store');
export const POOL = Symbol('nightskies worker pool');
export const LOGGER = Symbol('nightskies logger');
export const CONFIG = Symbol('nightskies configuration');
export const METRICS = Symbol('nightskies metrics');
