export type { CatalogOptions } from './catalog-options.js';
export { CatalogService } from './catalog-service.js';
export { CatalogModule } from './catalog.module.js';
export {
  openDatabase,
  type CatalogDatabase,
  type DatabaseAddress,
} from './database/open-database.js';
export { rebuild, type Rebuilt } from './rebuild/rebuild.js';
export { startApplication, type Listen, type RunningApplication } from './start-application.js';
