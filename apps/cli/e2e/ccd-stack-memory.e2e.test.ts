import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Header, writeFits } from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { uniform } from './made-up-frames.js';
import { nightskies, withFolder } from './nightskies.js';

const isSoak = process.env.NIGHTSKIES_SOAK === '1';
/** In full the hundred frames that are promised; otherwise some whose values would not fit at once. */
const trial = isSoak
  ? { frames: 100, side: 4096, memoryMb: 512 }
  : { frames: 24, side: 1500, memoryMb: 256 };

const documentSchema = z.object({
  files: z.array(z.object({ used: z.boolean(), rmsPixels: z.number().nullable() })),
  output: z.object({
    frames: z.int(),
    strips: z.int(),
    rowsRead: z.int(),
    rowsReadAgainShare: z.number(),
    peakMemoryBytes: z.number(),
    rejectedShare: z.number(),
  }),
});

/** Frames of one field, shifted, a little turned, every tenth upside down; noise from one plane. */
async function writeNight(folder: string): Promise<void> {
  const { frames, side } = trial;
  const random = uniform(5);
  const noise = Float32Array.from({ length: side * side }, () => {
    const sum = random() + random() + random() + random() - 2;
    return 17 * sum;
  });
  const stars = Array.from({ length: Math.round(side / 2) }, () => ({
    x: (1.1 * random() - 0.05) * side,
    y: (1.1 * random() - 0.05) * side,
    peak: 200 * 10 ** (2 * random()),
  }));
  const data = new Uint16Array(side * side);
  for (let frame = 0; frame < frames; frame += 1) {
    const start = Math.floor(random() * noise.length);
    for (let k = 0; k < data.length; k += 1) {
      data[k] = 500 + (noise[(k + start) % noise.length] ?? 0);
    }
    const angle = 0.005 * (random() - 0.5) + (frame % 10 === 9 ? Math.PI : 0);
    const [c, s, dx, dy] = [Math.cos(angle), Math.sin(angle), 40 * random(), 40 * random()];
    for (const star of stars) {
      const [u, v] = [star.x - side / 2, star.y - side / 2];
      const [x, y] = [c * u - s * v + side / 2 + dx, s * u + c * v + side / 2 + dy];
      for (let row = Math.ceil(y - 6); row <= y + 6; row += 1) {
        for (let column = Math.ceil(x - 6); column <= x + 6; column += 1) {
          if (row < 0 || column < 0 || row >= side || column >= side) continue;
          const k = row * side + column;
          const light = star.peak * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / 4);
          data[k] = Math.min(65_535, (data[k] ?? 0) + light);
        }
      }
    }
    const header = Header.of([['EXPTIME', 30]]);
    const name = `light ${String(frame).padStart(3, '0')}.fits`;
    await writeFile(join(folder, name), writeFits([{ header, shape: [side, side], data }]));
  }
}

describe('a stack of many frames', () => {
  it(
    'stays within the memory it was given, and reads every row once to register and once to combine (soak)',
    async () => {
      await withFolder(async (folder) => {
        await writeNight(folder);
        // A first start may build, which takes memory of its own.
        await nightskies(['--version']);
        const { code, stdout, stderr } = await nightskies([
          ...['ccd', 'stack', join(folder, '*.fits'), '--to', join(folder, 'deep', 'stack.fits')],
          ...['--memory', String(trial.memoryMb), '--json'],
        ]);
        expect(code).toBe(0);
        const { files, output } = documentSchema.parse(JSON.parse(stdout));
        expect(files.every(({ used }) => used)).toBe(true);
        expect(Math.max(...files.map(({ rmsPixels }) => rmsPixels ?? 0))).toBeLessThan(0.1);
        expect(output.strips).toBeGreaterThan(2);
        expect(output.rowsReadAgainShare).toBe(0);
        expect(output.rowsRead).toBeLessThanOrEqual(trial.frames * trial.side);
        expect(output.peakMemoryBytes).toBeLessThan(trial.memoryMb * 2 ** 20);
        expect(stderr).toMatch(/left/);
      });
    },
    isSoak ? 3_600_000 : 300_000,
  );
});
