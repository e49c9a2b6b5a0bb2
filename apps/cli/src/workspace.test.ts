import { mkdtemp, readFile, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findHolder, lockWorkspace, openWorkspace, socketPath } from './workspace.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies workspace '));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('a workspace', () => {
  it('is made where there is none, in a path with spaces', async () => {
    const workspace = await openWorkspace(join(folder, 'new one'));
    expect(workspace.artifacts).toBe(join(folder, 'new one', 'artifacts'));
    expect(await findHolder(workspace)).toBeNull();
  });

  it('refuses a folder of another format and names the file', async () => {
    await writeFile(join(folder, 'nightskies.json'), '{"format":"something-else"}');
    await expect(openWorkspace(folder)).rejects.toMatchObject({
      problem: { code: 'bad-workspace', file: join(folder, 'nightskies.json') },
    });
  });

  it('is held by one process at a time', async () => {
    const workspace = await openWorkspace(folder);
    const release = await lockWorkspace(workspace);
    expect(await findHolder(workspace)).toEqual({
      pid: process.pid,
      socket: socketPath(workspace),
    });
    await expect(lockWorkspace(workspace)).rejects.toMatchObject({
      problem: { code: 'workspace-busy' },
    });
    await release();
    expect(await findHolder(workspace)).toBeNull();
  });

  it('is taken over from a process that died', async () => {
    const workspace = await openWorkspace(folder);
    await writeFile(join(folder, 'lock.json'), '{"pid":4194304,"socket":"/nowhere"}');
    expect(await findHolder(workspace)).toBeNull();
    const release = await lockWorkspace(workspace);
    expect(await findHolder(workspace)).toMatchObject({ pid: process.pid });
    await release();
  });

  it('is held while another process writes its lock, unless that ended in the middle', async () => {
    const workspace = await openWorkspace(folder);
    const lock = join(folder, 'lock.json');
    await writeFile(lock, '');
    await expect(lockWorkspace(workspace)).rejects.toMatchObject({ code: 'workspace-busy' });
    expect(await readFile(lock, 'utf8')).toBe('');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    const release = await lockWorkspace(workspace);
    expect(await findHolder(workspace)).toMatchObject({ pid: process.pid });
    expect((await readdir(folder)).sort()).toEqual(['lock.json', 'nightskies.json']);
    await release();
  });

  it('keeps the path of its socket short, however deep the folder', async () => {
    const deep = await openWorkspace(join(folder, 'x'.repeat(120)));
    if (process.platform !== 'win32') expect(socketPath(deep).length).toBeLessThan(100);
  });
});
