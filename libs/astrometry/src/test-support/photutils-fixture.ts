import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackgroundEstimator, Interpolation } from '../background/index.js';

/** Recorded by `photutils_fixture.py`. */
export interface PhotutilsFixture {
  readonly photutils: string;
  readonly backgrounds: readonly {
    readonly estimator: BackgroundEstimator;
    readonly boxWidthPx: number;
    readonly boxHeightPx: number;
    readonly filter: number;
    readonly excludePercent: number;
    readonly masked: boolean;
    readonly interpolation: Interpolation;
    readonly mesh: readonly number[];
    readonly noise: readonly number[];
    readonly pixels: readonly number[];
    readonly levels: readonly number[];
    readonly noises: readonly number[];
  }[];
  readonly detections: readonly {
    readonly options: Readonly<Record<string, number | boolean>>;
    readonly npix: number;
    readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
  }[];
}

const path = fileURLToPath(new URL('photutils-fixture.json', import.meta.url));
export const photutilsFixture = JSON.parse(readFileSync(path, 'utf8')) as PhotutilsFixture;
