import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { equatorialVector, separationDeg } from '../coordinates/equatorial.js';
import { openStarCatalogue, starCatalogueUrl } from '../stars/star-catalogue.js';
import { readSkyFigures, skyFiguresUrl } from './sky-figures.js';

const figures = readSkyFigures(readFileSync(skyFiguresUrl));

describe('figures of the sky', () => {
  it('are the 88 constellations, Serpens in two parts, and all Messier objects', () => {
    expect(figures.constellations).toHaveLength(89);
    expect(new Set(figures.messier.map(({ number }) => number)).size).toBe(110);
    const orion = figures.constellations.find(({ name }) => name === 'Orion');
    expect(orion?.lines.length).toBeGreaterThan(1);
  });

  it('have every line end at a star that can be seen', () => {
    const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
    const ends = figures.constellations.flatMap(({ lines }) => lines.flat());
    expect(ends.length).toBeGreaterThan(700);
    const lonely = ends.filter(
      (place) => catalogue.cone({ ...place, radiusDeg: 0.05, limitV: 6.5 }).count === 0,
    );
    expect(lonely.length / ends.length).toBeLessThan(0.02);
  });

  it('name the stars of the catalogue where they stand', () => {
    const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
    const named = figures.stars.filter(({ name, v }) => name !== '' && v < 4);
    expect(named.length).toBeGreaterThan(150);
    for (const star of named) {
      const row = catalogue.rowOfHip(star.hip);
      if (row === null) continue;
      const place = equatorialVector(catalogue.star(row));
      expect(separationDeg(place, equatorialVector(star)), star.name).toBeLessThan(0.01);
    }
  });

  it('that are damaged are told by their line', () => {
    const bad = new TextEncoder().encode('{"origin":"x"}\n["star",1,"Sirius"]\n');
    expect(() => readSkyFigures(bad)).toThrow(/line 2/);
  });
});
