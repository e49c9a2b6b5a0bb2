import type { CatalogDatabase, DatabaseAddress } from './database/open-database.js';

/** Token of the options within the module. */
export const OPTIONS = Symbol('nightskies catalog options');

/** What the composition decides about the catalog; bus, store and log come from the platform module. */
export interface CatalogOptions {
  /** Where it lies, or the database itself, opened while the application is loaded. */
  readonly database: DatabaseAddress | Promise<CatalogDatabase>;
  /**
   * What to do at start with runs an earlier process left unfinished: a service goes on with them;
   * an embedded catalog lets them rest until the same run is asked for again.
   */
  readonly unfinishedRuns: 'continue' | 'interrupt';
  /**
   * Tasks worked on at a time, where this process has all workers and the only catalog: then results
   * are gathered for as long as nobody waits for them. Elsewhere it is not known.
   */
  readonly workers?: number;
  /** Time between two comparisons of wanted with done work; default 5 s. */
  readonly sweepMs?: number;
  /** A task older than this that the bus knows nothing of is asked for again; default 15 s. */
  readonly lostAfterMs?: number;
}
