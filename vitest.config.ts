import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Tests run on the sources, so that a failing line is a line of the source. */
const alias = [
  ...readdirSync(at('./libs')).map((name) => ({
    find: new RegExp(`^@nightskies/${name}$`),
    replacement: at(`./libs/${name}/src/index.ts`),
  })),
  ...readdirSync(at('./apps')).map((name) => ({
    find: new RegExp(`^@nightskies/${name === 'cli' ? 'cli' : `${name}-service`}$`),
    replacement: at(`./apps/${name}/src/index.ts`),
  })),
];

const slow = ['**/*.judge.test.ts', '**/*.contract.test.ts', '**/*.e2e.test.ts'];
const shared = {
  pool: 'forks' as const,
  maxWorkers: 2,
  exclude: ['**/node_modules/**', '**/dist/**'],
};
const tier = (name: string, include: string[], options: object) => ({
  resolve: { alias },
  test: { ...shared, name, include, ...options },
});

export default defineConfig({
  test: {
    projects: [
      tier('unit', ['{libs,apps,tools}/**/*.test.ts'], {
        exclude: [...shared.exclude, ...slow],
        // Against hanging only: a busy machine may take five times as long as a quiet one.
        testTimeout: 30_000,
        hookTimeout: 30_000,
      }),
      tier('contract', ['{libs,apps}/**/*.contract.test.ts'], {
        testTimeout: 120_000,
        hookTimeout: 120_000,
      }),
      tier('e2e', ['apps/cli/e2e/**/*.e2e.test.ts'], {
        testTimeout: 600_000,
        hookTimeout: 600_000,
        fileParallelism: false,
      }),
      tier('judge', ['{libs,apps}/**/*.judge.test.ts'], {
        testTimeout: 600_000,
        hookTimeout: 600_000,
        fileParallelism: false,
      }),
    ],
  },
});
