import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils';
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg';

/** What is needed of the global that Node has and the ES library of TypeScript does not name. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(
    module: object,
    imports: Record<string, object>,
  ): Promise<{ readonly exports: Readonly<Record<string, unknown>> }>;
};

/** An ES module, which a script may not ask for with `require` before Node 22.12. */
const load = () => import('@prisma/schema-engine-wasm/schema_engine_bg');

let started: ReturnType<typeof startEngine> | null = null;

/** The module is 5 MB: it is compiled once per process, and only when a migration is needed. */
async function startEngine(): ReturnType<typeof load> {
  const engine = await load();
  const glue = createRequire(import.meta.url).resolve(
    '@prisma/schema-engine-wasm/schema_engine_bg',
  );
  const module = await WebAssembly.compile(await readFile(glue.replace(/\.js$/, '.wasm')));
  const { exports } = await WebAssembly.instantiate(module, {
    './schema_engine_bg.js': { ...engine },
  });
  // The glue reports a panic of the engine to this global before the call throws.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => {
        process.emitWarning(`schema engine: ${message}`);
      },
    },
  });
  engine.__wbg_set_wasm(exports);
  const start = exports['__wbindgen_start'];
  if (typeof start === 'function') Reflect.apply(start, undefined, []);
  return engine;
}

/**
 * Prisma's schema engine in WebAssembly, speaking to the database of `factory`.
 *
 * @param datamodel text of schema.prisma: the engine reads the provider from it
 */
export async function schemaEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
  datamodel: string,
): Promise<SchemaEngine> {
  started ??= startEngine();
  const engine = await started;
  return engine.SchemaEngine.new(
    { datamodels: [['schema.prisma', datamodel]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}
