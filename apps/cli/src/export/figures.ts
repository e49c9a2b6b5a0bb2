import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { skyRegionOf, type SkyCap, type SkyMetrics, type SkyRegion } from '@nightskies/contracts';
import {
  naturalSkyFigure,
  setIlluminancePlot,
  verticalIlluminancePlot,
  type LuminanceMap,
} from '@nightskies/imaging';
import { flatFigurePath, nsnsdFigurePath, type ExportedFigure } from '@nightskies/nsnsd';
import { fitFacts } from '@nightskies/report';
import type { ExportEntry, Layout } from './export-list.js';
import { placeFile, type FileState } from './file-state.js';
import { MapFile } from './map-file.js';
import { titleOf } from './occasion.js';
import type { NightProducts, SetProducts } from './workbooks/night-products.js';

/** A figure that is made of several products, and how. */
export interface PlannedFigure {
  /** Relative, with slashes. */
  readonly path: string;
  /** Null where a map it needs is not there. */
  readonly make: () => Promise<Uint8Array | null>;
}

const verticalPx = 3000;
const modelFitPx = 4800;
const caps: readonly SkyCap[] = ['horizon', 'za80', 'za70'];
const capNames: Readonly<Record<SkyCap, string>> = {
  horizon: 'the whole sky',
  za80: 'the sky to 80 deg from the zenith',
  za70: 'the sky to 70 deg from the zenith',
};

/**
 * Figures of the nights of an export for print, of their numbers and of the maps that were exported:
 * the fit of the natural sky and vertical illuminance of each set, illuminance of all sets.
 *
 * @param folder the maps are in
 */
export function planFigures(
  nights: readonly NightProducts[],
  entries: readonly ExportEntry[],
  { folder, layout }: { readonly folder: string; readonly layout: Layout },
): PlannedFigure[] {
  const pathOf = layout === 'nsnsd' ? nsnsdFigurePath : flatFigurePath;
  return nights.flatMap((products) => {
    const { night, sets } = products;
    const path = (figure: ExportedFigure, set = 0): string => pathOf(figure, night, set);
    const ofSets = sets.flatMap((set): PlannedFigure[] => {
      if (set.metrics === null) return [];
      const { metrics } = set;
      const title = titleOf({ night, set: set.set }, nights) ?? night;
      return [
        {
          path: path('vertical', set.set),
          make: () => verticalFigure(title, `${night} Data Set ${set.set}`, metrics),
        },
        ...(set.fit === null
          ? []
          : [
              {
                path: path('model-fit', set.set),
                make: () => modelFitFigure(night, set, entries, folder),
              },
            ]),
      ];
    });
    const hasArtificial = sets.some(
      ({ metrics }) => artificialOf(metrics, 'horizon') !== undefined,
    );
    const ofNight = caps.map((cap) => ({
      path: path(`illuminance-${cap}`),
      make: () => illuminanceFigure(products, cap),
    }));
    return hasArtificial ? [...ofSets, ...ofNight] : ofSets;
  });
}

/** Makes the figures, one after another. Files that differ are kept unless forced. */
export async function placeFigures(
  figures: readonly PlannedFigure[],
  { folder, force }: { readonly folder: string; readonly force: boolean },
): Promise<{ readonly path: string; readonly state: FileState; readonly copy: 'pictures' }[]> {
  const files = [];
  for (const { path, make } of figures) {
    const bytes = await make();
    if (bytes === null) continue;
    const to = join(folder, path);
    const state = await placeFile(to, force, (partial) => writeFile(partial, bytes));
    files.push({ path: to, state, copy: 'pictures' as const });
  }
  return files;
}

function artificialOf(metrics: SkyMetrics | null, cap: SkyCap): SkyRegion | undefined {
  if (metrics === null) return undefined;
  const light = 'artificial';
  return (
    skyRegionOf(metrics, { light, sky: 'free', cap }) ??
    skyRegionOf(metrics, { light, sky: 'full', cap })
  );
}

function verticalFigure(title: string, subtitle: string, metrics: SkyMetrics): Promise<Uint8Array> {
  const all = skyRegionOf(metrics, { light: 'all', sky: 'full', cap: 'horizon' });
  const artificial = artificialOf(metrics, 'horizon');
  return verticalIlluminancePlot({
    ...{ title, subtitle, widthPx: verticalPx },
    allSources: all?.illuminance.vertical.profile ?? null,
    artificial: artificial?.illuminance.vertical.profile ?? null,
  });
}

function illuminanceFigure({ night, sets }: NightProducts, cap: SkyCap): Promise<Uint8Array> {
  return setIlluminancePlot({
    title: `${night}: artificial light from ${capNames[cap]}`,
    sets: sets.flatMap(({ set, metrics }) => {
      const region = artificialOf(metrics, cap);
      if (region === undefined) return [];
      const { horizontal, vertical } = region.illuminance;
      const name = `Data Set ${set}`;
      return [{ set, name, horizontal: horizontal.value, vertical: vertical.profile }];
    }),
  });
}

async function modelFitFigure(
  night: string,
  { set, fit }: SetProducts,
  entries: readonly ExportEntry[],
  folder: string,
): Promise<Uint8Array | null> {
  const map = (
    kind: 'brightness-map' | 'natural-sky-map' | 'artificial-map',
  ): LuminanceMap | null =>
    mapOf(
      entries.find(
        ({ artifact }) =>
          artifact?.kind === kind &&
          artifact.night === night &&
          artifact.set === set &&
          artifact.band === 'V',
      ),
      folder,
    );
  const observed = map('brightness-map');
  const natural = map('natural-sky-map');
  const artificial = map('artificial-map');
  if (observed === null || natural === null || artificial === null || fit === null) return null;
  const name = `${night} Data Set ${set}`;
  const maps = { observed, natural, artificial };
  return naturalSkyFigure({ ...maps, name, widthPx: modelFitPx, facts: fitFacts(fit) });
}

/** A map as it was exported; null where it was not, or in compressed form only. */
function mapOf(entry: ExportEntry | undefined, folder: string): LuminanceMap | null {
  if (entry === undefined) return null;
  const path = join(folder, entry.path);
  if (!existsSync(path)) return null;
  const file = new MapFile(path);
  try {
    return file.luminance();
  } finally {
    file.close();
  }
}
