import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { png16Scaling, writeMapPng } from './map-png.js';
import { writeMapTiff } from './map-tiff.js';
import { madeUpMap, WrittenFile } from './test-support/made-up-map.js';
import { worldFile } from './world-file.js';

const gdal = spawnSync('gdalinfo', ['--version'], { encoding: 'utf8' });

const infoSchema = z.object({
  size: z.array(z.number()),
  coordinateSystem: z.object({ wkt: z.string() }).optional(),
  geoTransform: z.array(z.number()),
  cornerCoordinates: z.object({
    upperLeft: z.array(z.number()),
    lowerRight: z.array(z.number()),
    center: z.array(z.number()),
  }),
  bands: z.array(
    z.object({ type: z.string(), noDataValue: z.union([z.number(), z.string()]).optional() }),
  ),
});

// GDAL reads what QGIS reads; it is Debian's package gdal-bin.
describe.skipIf(gdal.status !== 0)('maps as GDAL reads them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nightskies-gis-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const map = madeUpMap();
  const info = (name: string) => {
    const { stdout } = spawnSync('gdalinfo', ['-json', join(folder, name)], { encoding: 'utf8' });
    return infoSchema.parse(JSON.parse(stdout));
  };
  const valueAt = (name: string, azimuthDeg: number, altitudeDeg: number): number => {
    const place = [azimuthDeg, altitudeDeg].map(String);
    const args = ['-valonly', '-geoloc', join(folder, name), ...place];
    return Number(spawnSync('gdallocationinfo', args, { encoding: 'utf8' }).stdout.trim());
  };
  const place = {
    size: [480, 128],
    geoTransform: [-180, 0.75, 0, 90, 0, -0.75],
    cornerCoordinates: { upperLeft: [-180, 90], lowerRight: [180, -6], center: [0, 42] },
  };
  // The centre of the cell of column 200 and row 30.
  const [azimuthDeg, altitudeDeg] = [-180 + 200.5 * 0.75, -6 + 30.5 * 0.75];

  it('a GeoTIFF lies on its sphere, with the right corners and values', () => {
    const file = new WrittenFile();
    writeMapTiff(map, file.write, { place: 'geotiff', description: 'V' });
    writeFileSync(join(folder, 'map.tif'), file.bytes);
    const found = info('map.tif');
    expect(found).toMatchObject(place);
    expect(found.bands).toMatchObject([{ type: 'Float32', noDataValue: -3.4028235e38 }]);
    expect(found.coordinateSystem?.wkt).toMatch(/GCS_Sphere_EMEP[^]+6370000,0/);
    expect(valueAt('map.tif', azimuthDeg, altitudeDeg)).toBeCloseTo(map.valueAt(200, 30), 5);
  });

  it('a TIFF with world file lies there too', () => {
    const file = new WrittenFile();
    writeMapTiff(map, file.write, { place: 'world-file' });
    writeFileSync(join(folder, 'plain.tif'), file.bytes);
    writeFileSync(join(folder, 'plain.tfw'), worldFile(map));
    expect(info('plain.tif')).toMatchObject(place);
    expect(valueAt('plain.tif', azimuthDeg, altitudeDeg)).toBeCloseTo(map.valueAt(200, 30), 5);
  });

  it('a PNG with world file as well, its numbers by its scale', () => {
    const file = new WrittenFile();
    const scaling = png16Scaling(16, 25);
    writeMapPng(map, file.write, { scaling, description: 'V' });
    writeFileSync(join(folder, 'map.png'), file.bytes);
    writeFileSync(join(folder, 'map.pgw'), worldFile(map));
    const found = info('map.png');
    expect(found).toMatchObject(place);
    expect(found.bands).toMatchObject([{ type: 'UInt16' }]);
    const value = scaling.zero + scaling.step * valueAt('map.png', azimuthDeg, altitudeDeg);
    expect(Math.abs(value - map.valueAt(200, 30))).toBeLessThanOrEqual(scaling.step / 2);
  });
});
