import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startEmbedded } from './embedded.js';
import { findHolder, openWorkspace } from './workspace.js';

const fails = (message: string) => (): Promise<never> => Promise.reject(new Error(message));
const startApplication = vi.hoisted(() => vi.fn<() => Promise<object>>());
vi.mock('@nightskies/catalog-service', () => ({
  CatalogModule: { register: () => ({}) },
  startApplication,
}));
vi.mock('@nightskies/catalog-service/database', () => ({
  openDatabase: () => Promise.resolve({ close: fails('the database does not close') }),
}));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies embedded '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the services of a workspace leave it to others', () => {
  it('when closing them fails', async () => {
    const workspace = await openWorkspace(folder);
    startApplication.mockResolvedValue({ addresses: [], close: fails('it does not close') });
    const embedded = await startEmbedded(workspace, { threads: 1, computes: false });
    await expect(embedded.close()).rejects.toThrow('it does not close');
    expect(await findHolder(workspace)).toBeNull();
  });

  it('when they do not start, and tell why', async () => {
    const workspace = await openWorkspace(folder);
    startApplication.mockRejectedValue(new Error('it does not start'));
    const options = { threads: 1, computes: false };
    await expect(startEmbedded(workspace, options)).rejects.toThrow('it does not start');
    expect(await findHolder(workspace)).toBeNull();
  });
});
