import { CatalogClient } from './catalog-client.js';
import { findHolder, openWorkspace } from './workspace.js';

/** A catalog to speak to, wherever it runs. */
export interface Connection {
  readonly client: CatalogClient;
  /** Ends what was started for this command; a process that was there before goes on. */
  close(): Promise<void>;
}

/**
 * Reaches the catalog: the server that is named, else the process that holds the workspace, else
 * all services embedded in this process.
 */
export async function connect(options: {
  readonly workspace: string;
  readonly server?: string | undefined;
  readonly threads?: number | undefined;
}): Promise<Connection> {
  if (options.server !== undefined) {
    return { client: new CatalogClient({ url: options.server }), close: async () => {} };
  }
  const workspace = await openWorkspace(options.workspace);
  const holder = await findHolder(workspace);
  if (holder !== null) {
    return { client: new CatalogClient({ socket: holder.socket }), close: async () => {} };
  }
  const { startEmbedded } = await import('./embedded.js');
  const embedded = await startEmbedded(workspace, {
    ...(options.threads === undefined ? {} : { threads: options.threads }),
  });
  return {
    client: new CatalogClient({ socket: embedded.socket }),
    close: () => embedded.close(),
  };
}
