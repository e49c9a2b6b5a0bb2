import type {
  ExtinctionRow,
  NaturalSkyFitDocument,
  SkyMetrics,
  TypedFields,
} from '@nightskies/contracts';
import type { CoordinatesRow, ModelSettings, PointingRow, TableCards } from '@nightskies/nsnsd';

/** What the workbooks say of one set comes from these V products; null where there is none. */
export interface SetProducts {
  readonly set: number;
  readonly metrics: SkyMetrics | null;
  readonly fit: NaturalSkyFitDocument | null;
  readonly settings: ModelSettings | null;
  readonly extinction: ExtinctionRow | null;
  readonly pointing: readonly PointingRow[];
  readonly coordinates: readonly CoordinatesRow[];
  readonly biasDriftsDn: readonly (number | null)[];
  /** V frames of the scan. */
  readonly images: number;
  /** Starts of the first and last exposure, and the middle between all, JD UTC. */
  readonly startJd: number | null;
  readonly endJd: number | null;
  readonly middleJd: number | null;
  /** File names of what the frames were calibrated with. */
  readonly masters: {
    readonly flat: string | null;
    readonly curve: string | null;
    readonly bias: string | null;
    readonly thermal: string | null;
  };
}

/** All that the workbooks of a night are made of. */
export interface NightProducts {
  readonly night: string;
  readonly location: string | null;
  readonly centralAzimuthDeg: number | null;
  /** Time of the latest request, ISO 8601. */
  readonly requested: string;
  readonly processor: string | null;
  readonly compat: 'none' | 'nsnsd';
  /** Of the first frame of the first set. */
  readonly cards: TableCards;
  /** Sky of the first set. */
  readonly picture: { readonly data: Uint8Array; readonly type: 'jpeg' } | null;
  /** By number. */
  readonly sets: readonly SetProducts[];
  /** What people typed, as the catalog has it. */
  readonly recorded: TypedFields | null;
}
