import { statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VerifiedFiles } from './verified-files.js';

describe('files that were verified', () => {
  let folder: string;
  let path: string;
  const stats = () => statSync(path, { bigint: true });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies-verified-'));
    path = join(folder, 'artifact');
    writeFileSync(path, 'precious');
    // Only the clock that trust is measured with; the file keeps the times of the machine.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
  });

  afterEach(async () => {
    vi.useRealTimers();
    await rm(folder, { recursive: true });
  });

  it('are taken at their word while nothing happens to them', () => {
    const verified = new VerifiedFiles();
    expect(verified.holds(path, stats())).toBe(false);
    verified.remember(path, stats());
    expect(verified.holds(path, stats())).toBe(true);
  });

  it('are looked at again after ten minutes', () => {
    const verified = new VerifiedFiles();
    verified.remember(path, stats());
    vi.setSystemTime(Date.now() + 10 * 60_000);
    expect(verified.holds(path, stats())).toBe(false);
  });

  it.each([
    [
      'written to',
      () => {
        writeFileSync(path, 'damaged!');
      },
    ],
    [
      'written to and given their old time',
      () => {
        const { atime, mtime } = statSync(path);
        writeFileSync(path, 'damaged!');
        utimesSync(path, atime, mtime);
      },
    ],
  ])('are looked at again when they were %s', async (_, change) => {
    const verified = new VerifiedFiles();
    verified.remember(path, stats());
    await new Promise((resolve) => setTimeout(resolve, 20));
    change();
    expect(verified.holds(path, stats())).toBe(false);
  });

  it('are known to who wrote them, and to those who hear of it', () => {
    vi.setSystemTime(Number(stats().ctimeMs) + 1);
    const [writer, reader] = [new VerifiedFiles(), new VerifiedFiles()];
    writer.wrote('abc', stats());
    expect(writer.holds('abc', stats())).toBe(true);
    const news = writer.takeNews();
    expect(writer.takeNews()).toEqual([]);
    expect(reader.holds('abc', stats())).toBe(false);
    reader.learn(news);
    expect(reader.holds('abc', stats())).toBe(true);
    expect(reader.takeNews()).toEqual([]);
    writeFileSync(path, 'damaged and longer');
    expect(reader.holds('abc', stats())).toBe(false);
  });

  it('are not believed when they were changed just before: clocks of files are coarse', () => {
    const verified = new VerifiedFiles();
    vi.setSystemTime(Number(stats().ctimeMs) + 1_000);
    verified.remember(path, stats());
    expect(verified.holds(path, stats())).toBe(false);
  });
});
