import { describe, expect, it } from 'vitest';
import { LabelPlaces } from './label-places.js';

const style = { sizePx: 20, fill: '#fff' } as const;

describe('labels', () => {
  it('keep off what is taken and off each other', () => {
    const labels = new LabelPlaces(400, 200);
    expect(labels.at('Vega', 100, 100, style)).not.toBe('');
    expect(labels.at('Lyra', 110, 105, style)).toBe('');
    labels.take({ left: 200, top: 80, right: 260, bottom: 120 });
    expect(labels.at('Deneb', 190, 105, style)).toBe('');
  });

  it('move to another side of their star when the right one is taken', () => {
    const free = new LabelPlaces(400, 200).around('Vega', 200, 100, 18, style);
    const labels = new LabelPlaces(400, 200);
    labels.take({ left: 215, top: 90, right: 225, bottom: 110 });
    const moved = labels.around('Vega', 200, 100, 18, style);
    expect(moved).not.toBe('');
    expect(moved).not.toBe(free);
  });

  it('stay inside the picture, or are left out', () => {
    const labels = new LabelPlaces(60, 40);
    expect(labels.around('Zubeneschamali', 30, 20, 18, style)).toBe('');
  });
});
