import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query } from '@nestjs/common';
import {
  digestSchema,
  givenFileSchema,
  givenListSchema,
  latestRunSchema,
  type Digest,
  type GivenFile,
} from '@nightskies/contracts';
import { z } from 'zod';
import { CatalogService } from '../catalog-service.js';
import {
  CatalogLists,
  type CalibrationFilter,
  type FrameFilter,
  type NightFilter,
} from '../queries/catalog-lists.js';
import {
  calibrationItemSchema,
  frameItemSchema,
  nightItemSchema,
  refusedItemSchema,
  setItemSchema,
} from '../queries/list-items.js';
import { pageSchema, setNumber, type Page } from '../queries/page.js';
import { apiPrefix } from './api-prefix.js';
import { Describe } from './operation.js';
import { pageAnswer } from './page-answer.js';
import { ZodPipe } from './zod-pipe.js';

const nightsQuery = pageSchema.extend({ night: z.string().optional() });
const framesQuery = pageSchema.extend({
  night: z.string().optional(),
  set: setNumber.optional(),
  band: z.enum(['V', 'B']).optional(),
  role: z.enum(['science', 'zenith', 'bias-crop', 'bias', 'dark']).optional(),
});
const calibrationQuery = pageSchema.extend({
  kind: z.string().optional(),
  camera: z.string().optional(),
  filter: z.string().optional(),
});
const markSchema = z.object({ bad: z.boolean(), reason: z.string().min(1).nullable() });
type Mark = z.output<typeof markSchema>;

@Controller(apiPrefix)
export class NightRoutes {
  constructor(
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(CatalogLists) private readonly lists: CatalogLists,
  ) {}

  @Get('nights')
  @Describe({
    summary: 'Nights by name',
    query: nightsQuery,
    answer: pageAnswer(nightItemSchema),
  })
  nights(@Query(new ZodPipe(nightsQuery)) filter: NightFilter): Promise<Page<object>> {
    return this.lists.nights(filter);
  }

  @Get('nights/:night')
  @Describe({ summary: 'A night with its sets', answer: nightItemSchema })
  night(@Param('night') night: string): Promise<object> {
    return this.catalog.night(night);
  }

  @Get('nights/:night/given')
  @Describe({
    summary: 'What a person gave about a night: terrain masks, typed fields',
    answer: givenListSchema,
  })
  given(@Param('night') night: string): Promise<object> {
    return this.catalog.givenAbout(night);
  }

  @Post('nights/:night/given')
  @HttpCode(200)
  @Describe({
    summary: 'Give a file about a night or a set of it, or take one back; later runs use it',
    body: givenFileSchema,
    answer: givenListSchema,
  })
  give(
    @Param('night') night: string,
    @Body(new ZodPipe(givenFileSchema)) file: GivenFile,
  ): Promise<object> {
    return this.catalog.give(night, file);
  }

  @Get('nights/:night/sets/:set/latest-run')
  @Describe({
    summary: 'The run that last worked on a set, with its request: to do the same again',
    answer: latestRunSchema,
  })
  latestRun(
    @Param('night') night: string,
    @Param('set', new ZodPipe(setNumber)) set: number,
  ): Promise<object> {
    return this.catalog.latestRun(night, set);
  }

  @Get('sets')
  @Describe({
    summary: 'Data sets by night and number',
    query: nightsQuery,
    answer: pageAnswer(setItemSchema),
  })
  sets(@Query(new ZodPipe(nightsQuery)) filter: NightFilter): Promise<Page<object>> {
    return this.lists.sets(filter);
  }

  @Get('frames')
  @Describe({
    summary: 'Usable raw files',
    query: framesQuery,
    answer: pageAnswer(frameItemSchema),
  })
  frames(@Query(new ZodPipe(framesQuery)) filter: FrameFilter): Promise<Page<object>> {
    return this.lists.frames(filter);
  }

  @Get('refused-files')
  @Describe({
    summary: 'Files kept out of everything, with the reasons',
    query: nightsQuery,
    answer: pageAnswer(refusedItemSchema),
  })
  refused(@Query(new ZodPipe(nightsQuery)) filter: NightFilter): Promise<Page<object>> {
    return this.lists.refusedFiles(filter);
  }

  @Get('calibration-files')
  @Describe({
    summary: 'Master frames and linearity curves with what they are valid for',
    query: calibrationQuery,
    answer: pageAnswer(calibrationItemSchema),
  })
  calibrationFiles(
    @Query(new ZodPipe(calibrationQuery)) filter: CalibrationFilter,
  ): Promise<Page<object>> {
    return this.lists.calibrationFiles(filter);
  }

  @Patch('calibration-files/:digest')
  @Describe({
    summary: 'Mark a calibration file as bad, or take the mark away',
    body: markSchema,
    answer: calibrationItemSchema,
  })
  mark(
    @Param('digest', new ZodPipe(digestSchema)) digest: Digest,
    @Body(new ZodPipe(markSchema)) mark: Mark,
  ): Promise<object> {
    return this.catalog.markCalibrationFile(digest, mark);
  }
}
