import { astrometryService } from '@nightskies/astrometry-service';
import { calibrationService } from '@nightskies/calibration-service';
import { metricsService } from '@nightskies/metrics-service';
import { mosaicService } from '@nightskies/mosaic-service';
import { naturalSkyService } from '@nightskies/natural-sky-service';
import { photometryService } from '@nightskies/photometry-service';
import type { ServiceDefinition } from '@nightskies/platform';

/** Every service that computes, in the order of the pipeline. */
export const computingServices: readonly ServiceDefinition[] = [
  calibrationService,
  astrometryService,
  photometryService,
  mosaicService,
  naturalSkyService,
  metricsService,
];
