import type { ProvenanceNode } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { describeTree } from './show.js';

const digest = (letter: string): string => letter.repeat(64);
const raw = (letter: string, name: string): ProvenanceNode => ({
  digest: digest(letter),
  kind: 'raw-frame',
  name,
  path: `/night/${name}`,
  starCatalogue: null,
  producedBy: null,
  edges: [],
});

describe('an ancestry as text', () => {
  it('indents what an artifact was made from and names each file once', () => {
    const frame: ProvenanceNode = {
      digest: digest('c'),
      kind: 'calibrated-frame',
      name: 'ib001.fits',
      path: null,
      starCatalogue: null,
      producedBy: {
        taskId: '7',
        type: 'calibration.frame',
        version: 1,
        fingerprint: digest('f'),
        parameters: { compat: 'none' },
        arguments: {},
        problems: [],
      },
      edges: [
        { role: 'raw', digest: digest('a') },
        { role: 'crop', digest: digest('b') },
        { role: 'crop', digest: digest('a') },
      ],
    };
    expect(
      describeTree({
        root: frame.digest,
        direction: 'ancestors',
        nodes: [frame, raw('a', 'ib001.fit'), raw('b', 'biasc7.fit')],
      }),
    ).toEqual([
      'calibrated-frame ib001.fits cccccccccccc by calibration.frame v1 (compat="none")',
      '  raw: raw-frame ib001.fit aaaaaaaaaaaa /night/ib001.fit',
      '  crop: raw-frame biasc7.fit bbbbbbbbbbbb /night/biasc7.fit',
      '  crop: raw-frame ib001.fit aaaaaaaaaaaa /night/ib001.fit (see above)',
    ]);
  });

  it('names the star catalogue that a solution rests on', () => {
    const [line] = describeTree({
      root: digest('d'),
      direction: 'ancestors',
      nodes: [{ ...raw('d', 'ib001_wcs.fits'), starCatalogue: '0123456789abcdef' }],
    });
    expect(line).toMatch(/ib001_wcs\.fits .* with star catalogue 0123456789abcdef$/);
  });
});
