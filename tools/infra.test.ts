import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serviceSchema } from '@nightskies/contracts';
import { environmentSchema, loadConfig } from '@nightskies/platform';
import { describe, expect, it } from 'vitest';

const repository = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

function filesBelow(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** All matches of the first group of an expression. */
const found = (text: string, expression: RegExp): string[] =>
  [...text.matchAll(expression)].flatMap((match) => match[1] ?? []);

const operating = [...filesBelow('docker'), ...filesBelow('infra')];
const documents = ['README.md', ...filesBelow('docs').filter((path) => path.endsWith('.md'))];
const compose = read('docker/compose.yaml');
const known: readonly string[] = environmentSchema.keyof().options;
const services: readonly string[] = serviceSchema.options;

describe('what operators are given', () => {
  it.each([...operating, ...documents])('%s names only variables that mean something', (path) => {
    // The names of streams look alike.
    const streams = /^NIGHTSKIES_(TASKS|EVENTS|DEAD)$/;
    const named = found(read(path), /\b(NIGHTSKIES_[A-Z][A-Z_]*[A-Z])\b/g);
    expect(named.filter((name) => !known.includes(name) && !streams.test(name))).toEqual([]);
  });

  it('the example of the environment file is a configuration', () => {
    const lines = read('infra/nightskies.env.example').split('\n');
    const entries = lines.flatMap((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1, 3) ?? []);
    const environment: Record<string, string> = {};
    for (let at = 0; at < entries.length; at += 2) {
      environment[entries[at] ?? ''] = entries[at + 1] ?? '';
    }
    expect(loadConfig(environment)).toMatchObject({ store: '/srv/nightskies/artifacts' });
  });

  it('every worker that compose starts is a service, and every service has a worker', () => {
    const started = found(compose, /command: \['worker', '([a-z-]+)'\]/g);
    expect(started.toSorted()).toEqual(services.toSorted());
  });

  it('every worker that a document starts is a service', () => {
    const text = [...operating, ...documents].map(read).join('\n');
    const started = found(text, /^[^`\n]*\bnightskies(?:\.js)? worker ([a-z][a-z -]*)/gm);
    expect(started.length).toBeGreaterThan(0);
    const names = started.flatMap((list) => list.trim().split(/\s+/));
    expect(names.filter((name) => !services.includes(name))).toEqual([]);
    const units = found(text, /nightskies@([a-z-]+)\b(?!\.service)/g);
    expect(units.filter((name) => !services.includes(name))).toEqual([]);
  });

  it('what compose mounts from the repository is there', () => {
    const mounted = found(compose, /- \.\.\/([^:]+):/g);
    expect(mounted.length).toBeGreaterThan(0);
    expect(mounted.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(found(compose, /dockerfile: ([\w/]+)/g)).toEqual(['docker/Dockerfile']);
  });

  it('what the image copies is there, and all the launcher builds from', () => {
    const copied = found(read('docker/Dockerfile'), /^COPY (?!--from)(.*) \S+$/gm).flatMap((list) =>
      list.split(/\s+/),
    );
    const plain = copied.filter((path) => !path.includes('*'));
    expect(plain.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(copied).toEqual(
      expect.arrayContaining(['package-lock.json', '.npmrc', 'libs', 'apps', 'tools']),
    );
    expect(copied).toContain('tsconfig*.json');
  });

  it('the image runs as a user who owns nothing of the program, and owns the new store', () => {
    const image =
      read('docker/Dockerfile')
        .split(/^FROM /m)
        .at(-1) ?? '';
    expect(image).toContain('COPY --from=build /app /app');
    expect(image).not.toMatch(/chown.*\/app/);
    const store = /NIGHTSKIES_STORE: (\S+)/.exec(compose)?.[1] ?? 'none';
    expect(image).toMatch(new RegExp(`--owner=node.* ${store}$`, 'm'));
    expect(image.indexOf('USER node')).toBeLessThan(image.indexOf('ENTRYPOINT'));
  });

  it('no built file and no package of a developer gets into the image', () => {
    const ignored = read('docker/Dockerfile.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['**/node_modules', '**/dist', '**/.cache']));
  });

  it('configurations of NATS that are named are there', () => {
    const text = [...operating, ...documents].map(read).join('\n');
    const named = found(text, /\b(infra\/nats\/[\w.-]+\.conf)\b/g);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
  });
});
