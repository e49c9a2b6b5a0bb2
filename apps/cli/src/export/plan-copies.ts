import type { ArtifactKind } from '@nightskies/contracts';
import { panoramaSubtitles } from '@nightskies/imaging';
import { flatPanoramaPath, nsnsdPicturePath, type PicturedSky } from '@nightskies/nsnsd';
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
import { titleOf } from './occasion.js';
import type { NightProducts } from './workbooks/night-products.js';

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

const picturedSky: Readonly<Partial<Record<ArtifactKind, PicturedSky>>> = {
  'sky-brightness-full': 'fullres',
  'brightness-map': 'skybright',
  'artificial-map': 'artificial',
  'natural-sky-map': 'natsky',
};
const subtitles: Readonly<Record<PicturedSky, string>> = {
  fullres: panoramaSubtitles.full,
  skybright: panoramaSubtitles.median,
  artificial: panoramaSubtitles.artificial,
  natsky: panoramaSubtitles.natural,
};

/** Whether a compressed copy takes the place of a file. */
export function isCompressed({ artifact }: ExportEntry, wanted: ReadonlySet<CopyName>): boolean {
  return wanted.has('compressed') && artifact !== null && compressible.has(artifact.kind);
}

/**
 * The copies of an exported file, the small ones beside the large. The tree of the old pipeline has
 * `data.jpg` and the seeds of the mask whether copies are wanted or not.
 *
 * @param entries all of the export, of which the last set is the one the night's mask is made of
 * @param nights what is known of where and when the maps were taken
 */
export function planCopies(
  entry: ExportEntry,
  entries: readonly ExportEntry[],
  layout: Layout,
  wanted: ReadonlySet<CopyName>,
  nights: readonly NightProducts[] = [],
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
  ): void => {
    copies.push({ copy, path: to, make, work: share * bytes, isPersons: false });
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
  const sky = picturedSky[kind];
  if (sky === undefined) return [...copies, ...masksOf(entry, entries, layout)];
  const map = { ...artifact, sky };
  const palette = sky === 'artificial' ? 'artificial' : 'magnitudes';
  if (wanted.has('pictures')) {
    const words = {
      title: titleOf(artifact, nights) ?? artifact.location ?? artifact.night,
      subtitle: `${artifact.night}, data set ${artifact.set}, ${artifact.band} band: ${subtitles[sky]}`,
      centralAzimuthDeg: artifact.centralAzimuthDeg ?? 0,
      palette,
    } as const;
    for (const [size, picture] of [
      ['full', 'panorama'],
      ['web', 'panorama-web'],
    ] as const) {
      const to =
        layout === 'nsnsd' ? nsnsdPicturePath(picture, map) : flatPanoramaPath(picture, map);
      add('pictures', to, makePanorama(size, words), workOf.pictures);
    }
  }
  // People paint the mask over the first, so it is always there.
  if (
    layout === 'nsnsd' &&
    (sky === 'skybright' || (wanted.has('pictures') && sky !== 'fullres'))
  ) {
    const copy = sky === 'skybright' ? 'old-tree' : 'pictures';
    add(copy, nsnsdPicturePath('whole-sky', map), makeWholeSky(palette), workOf.tiff);
  }
  return copies;
}

/** Pictures people paint the mask of a night in. */
function masksOf(
  entry: ExportEntry,
  entries: readonly ExportEntry[],
  layout: Layout,
): PlannedCopy[] {
  const { artifact } = entry;
  if (layout !== 'nsnsd' || artifact?.kind !== 'sky-brightness-dn') return [];
  const seed = (picture: 'mask-of-set' | 'mask'): PlannedCopy => ({
    copy: 'old-tree',
    path: nsnsdPicturePath(picture, { ...artifact, sky: 'skybright' }),
    make: makeMaskSeed,
    work: workOf.tiff * artifact.bytes,
    isPersons: true,
  });
  return [
    ...(isOfMask(entry, entries) ? [seed('mask-of-set')] : []),
    ...(entry === lastOfNight(entry, entries) ? [seed('mask')] : []),
  ];
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
