import type { ArtifactKind } from '@nightskies/contracts';
import { flatPanoramaPath, nsnsdPicturePath } from '@nightskies/nsnsd';
import {
  makeCompressed,
  makeGeoTiff,
  makeMaskSeed,
  makePanorama,
  makePng16,
  makePng16Text,
  makeWholeSky,
  makeWorldFile,
  type MakeCopy,
} from './copies.js';
import type { CopyName, ExportEntry, Layout } from './export-list.js';

/** A file made of an exported map. */
export interface PlannedCopy {
  readonly copy: CopyName | 'old-tree';
  /** Relative, with slashes. */
  readonly path: string;
  /** About how long it takes, as bytes that are copied. */
  readonly work: number;
  /** `pyramid` is many files with a descriptor. */
  readonly make: MakeCopy | 'pyramid';
  /** A person works on this file: even forced it stays. */
  readonly isPersons: boolean;
}

const forGis = new Set<ArtifactKind>([
  'brightness-map',
  'sky-brightness-mag',
  'sky-brightness-full',
]);
const magnitudes = new Set<ArtifactKind>(['sky-brightness-mag', 'sky-brightness-full']);
const compressible = new Set<ArtifactKind>([
  ...forGis,
  'map-origin',
  'sky-brightness-dn',
  'equatorial-map',
  'faint-starlight',
]);

/** Time of the copies against that of copying the file, measured on the full map. */
const workOf = { tiff: 0.7, png: 2, pictures: 5, pyramid: 6, compressed: 6, small: 0.01 };

/** Whether a compressed copy takes the place of a file. */
export function isCompressed({ artifact }: ExportEntry, wanted: ReadonlySet<CopyName>): boolean {
  return wanted.has('compressed') && artifact !== null && compressible.has(artifact.kind);
}

/**
 * The copies of an exported file, the small ones beside the large. The tree of the old pipeline has
 * `data.jpg` and the seeds of the mask whether copies are wanted or not.
 *
 * @param entries all of the export, of which the last set is the one the night's mask is made of
 */
export function planCopies(
  entry: ExportEntry,
  entries: readonly ExportEntry[],
  layout: Layout,
  wanted: ReadonlySet<CopyName>,
): PlannedCopy[] {
  const { artifact, path } = entry;
  if (artifact === null) return [];
  const { kind, bytes } = artifact;
  const beside = (ending: string): string => path.replace(/\.[^./]+$/, ending);
  const copies: PlannedCopy[] = [];
  const add = (
    copy: PlannedCopy['copy'],
    to: string,
    make: PlannedCopy['make'],
    share: number,
    isPersons = false,
  ): void => {
    copies.push({ copy, path: to, make, work: share * bytes, isPersons });
  };
  if (wanted.has('gis') && forGis.has(kind)) {
    add('gis', beside('.tif'), makeGeoTiff, workOf.tiff);
    add('gis', beside('.tfw'), makeWorldFile, workOf.small);
  }
  if (wanted.has('png16') && magnitudes.has(kind)) {
    add('png16', beside('.png'), makePng16, workOf.png);
    add('png16', beside('.pgw'), makeWorldFile, workOf.small);
    add('png16', beside('.png.txt'), makePng16Text, workOf.small);
  }
  if (isCompressed(entry, wanted)) {
    add('compressed', `${path}.fz`, makeCompressed, workOf.compressed);
  }
  if (wanted.has('pyramid') && kind === 'sky-brightness-full') {
    add('pyramid', beside('.dzi'), 'pyramid', workOf.pyramid);
  }
  const map = { ...artifact, full: kind === 'sky-brightness-full' };
  if (wanted.has('pictures') && (kind === 'brightness-map' || map.full)) {
    const words = {
      title: artifact.location ?? artifact.night,
      subtitle: `${artifact.night}, data set ${artifact.set}, ${artifact.band} band, ${map.full ? 'full resolution, with stars' : 'stars removed'}`,
      centralAzimuthDeg: artifact.centralAzimuthDeg ?? 0,
    };
    for (const [size, picture] of [
      ['full', 'panorama'],
      ['web', 'panorama-web'],
    ] as const) {
      const to =
        layout === 'nsnsd' ? nsnsdPicturePath(picture, map) : flatPanoramaPath(picture, map);
      add('pictures', to, makePanorama(size, words), workOf.pictures);
    }
  }
  if (layout === 'nsnsd' && kind === 'brightness-map') {
    add('old-tree', nsnsdPicturePath('whole-sky', map), makeWholeSky, workOf.tiff);
  }
  if (layout === 'nsnsd' && kind === 'sky-brightness-dn') {
    if (isOfMask(entry, entries)) {
      add('old-tree', nsnsdPicturePath('mask-of-set', map), makeMaskSeed, workOf.tiff, true);
    }
    if (entry === lastOfNight(entry, entries)) {
      add('old-tree', nsnsdPicturePath('mask', map), makeMaskSeed, workOf.tiff, true);
    }
  }
  return copies;
}

/** A set's mask is made of its V map, or of the B map of a set without one. */
function isOfMask(entry: ExportEntry, entries: readonly ExportEntry[]): boolean {
  if (entry.artifact?.band === 'V') return true;
  return !entries.some(
    ({ artifact }) =>
      artifact?.kind === entry.artifact?.kind &&
      artifact?.night === entry.artifact?.night &&
      artifact?.set === entry.artifact?.set &&
      artifact?.band === 'V',
  );
}

/** The map of the last set, which the old pipeline made the night's mask of. */
function lastOfNight(entry: ExportEntry, entries: readonly ExportEntry[]): ExportEntry | undefined {
  return entries
    .filter(
      (other) =>
        other.artifact?.kind === entry.artifact?.kind &&
        other.artifact?.night === entry.artifact?.night &&
        isOfMask(other, entries),
    )
    .toSorted((a, b) => (a.artifact?.set ?? 0) - (b.artifact?.set ?? 0))
    .at(-1);
}
