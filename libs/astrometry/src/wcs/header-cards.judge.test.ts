import { Header } from '@nightskies/fits';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import { readTanSip } from './header-cards.js';
import { separationDeg, vectorOf } from './tangent-plane.js';

const folder = sharedData.path('real/wcs-headers');

const pair = z.tuple([z.number(), z.number()]);
const fileSchema = z.object({
  points: z.array(z.object({ pixel_1based: pair, world_all: pair })),
});
const expectedSchema = z.object({ files: z.record(z.string(), z.unknown()) });

describe.skipIf(folder === null)('headers of other programs', () => {
  it.each(['siponly.hdr', 'irac_sip.hdr', 'sip-broken.hdr', '1904-66_TAN.hdr'])(
    '%s gives the places astropy gives, to 0.1 mas, and the pixels back',
    (name) => {
      const text = readFileSync(`${folder ?? ''}/${name}`, 'latin1').replaceAll('\n', '');
      const end = text.search(/END {5}/);
      const cards = end < 0 ? text : text.slice(0, end);
      const wcs = readTanSip(Header.parse(cards.padEnd(Math.ceil(cards.length / 80) * 80)));
      const { files } = expectedSchema.parse(
        JSON.parse(readFileSync(`${folder ?? ''}/expected.json`, 'utf8')),
      );
      const { points } = fileSchema.parse(files[name]);
      expect(points.length).toBeGreaterThan(0);
      for (const { pixel_1based: pixel, world_all: world } of points) {
        const direction = wcs?.directionAt({ x: pixel[0] - 1, y: pixel[1] - 1 });
        const expected = vectorOf({ raDeg: world[0], decDeg: world[1] });
        expect(separationDeg(direction ?? { x: 0, y: 0, z: 0 }, expected)).toBeLessThan(3e-8);
        const back = wcs?.pixelOf(direction ?? { x: 0, y: 0, z: 0 });
        expect(back?.x).toBeCloseTo(pixel[0] - 1, 6);
        expect(back?.y).toBeCloseTo(pixel[1] - 1, 6);
      }
    },
  );
});
