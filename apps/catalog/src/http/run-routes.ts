import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  runProgressSchema,
  runRequestSchema,
  runStateSchema,
  runStatusSchema,
  taskStateSchema,
  taskTypeNameSchema,
  type RunProgress,
  type RunRequest,
  type RunStatus,
} from '@nightskies/contracts';
import { z } from 'zod';
import { CatalogService } from '../catalog-service.js';
import {
  exportListSchema,
  layoutSchema,
  type ExportEntry,
  type Layout,
} from '../queries/exports.js';
import { CatalogLists, type RunFilter, type TaskFilter } from '../queries/catalog-lists.js';
import { runItemSchema, taskItemSchema } from '../queries/list-items.js';
import { pageSchema, type Page } from '../queries/page.js';
import { apiPrefix } from './api-prefix.js';
import { Describe } from './operation.js';
import { pageAnswer } from './page-answer.js';
import { ZodPipe } from './zod-pipe.js';

const runsQuery = pageSchema.extend({ state: runStateSchema.optional() });
const tasksQuery = pageSchema.extend({
  run: z.string().optional(),
  state: taskStateSchema.optional(),
  type: taskTypeNameSchema.optional(),
});
const exportQuery = z.object({ layout: layoutSchema.default('nsnsd') });

@Controller(apiPrefix)
export class RunRoutes {
  constructor(
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(CatalogLists) private readonly lists: CatalogLists,
  ) {}

  @Post('runs')
  @HttpCode(201)
  @Describe({
    summary: 'Ingest and plan what the request names, and start the run',
    body: runRequestSchema,
    answer: runStatusSchema,
  })
  start(@Body(new ZodPipe(runRequestSchema)) request: RunRequest): Promise<RunStatus> {
    return this.catalog.startRun(request);
  }

  @Get('runs')
  @Describe({
    summary: 'Runs, the latest first',
    query: runsQuery,
    answer: pageAnswer(runItemSchema),
  })
  runs(@Query(new ZodPipe(runsQuery)) filter: RunFilter): Promise<Page<object>> {
    return this.lists.runs(filter);
  }

  @Get('runs/:id')
  @Describe({
    summary: 'Progress, problems, products and numbers of a run',
    answer: runStatusSchema,
  })
  run(@Param('id') id: string): Promise<RunStatus> {
    return this.catalog.run(id);
  }

  @Get('runs/:id/progress')
  @Describe({
    summary: 'How far a run is, to be asked for often',
    answer: runProgressSchema,
  })
  progress(@Param('id') id: string): Promise<RunProgress> {
    return this.catalog.progress(id);
  }

  @Get('runs/:id/tasks')
  @Describe({
    summary: 'Tasks of a run, in pipeline order',
    query: tasksQuery,
    answer: pageAnswer(taskItemSchema),
  })
  tasksOfRun(
    @Param('id') run: string,
    @Query(new ZodPipe(tasksQuery)) filter: TaskFilter,
  ): Promise<Page<object>> {
    return this.lists.tasks({ ...filter, run });
  }

  @Get('tasks')
  @Describe({
    summary: 'Tasks of all runs',
    query: tasksQuery,
    answer: pageAnswer(taskItemSchema),
  })
  tasks(@Query(new ZodPipe(tasksQuery)) filter: TaskFilter): Promise<Page<object>> {
    return this.lists.tasks(filter);
  }

  @Get('runs/:id/export')
  @Describe({
    summary: 'Files of a run in a layout',
    query: exportQuery,
    answer: exportListSchema,
  })
  exportRun(
    @Param('id') id: string,
    @Query(new ZodPipe(exportQuery)) { layout }: { layout: Layout },
  ): Promise<{ entries: ExportEntry[] }> {
    return this.#export(id, layout);
  }

  @Get('nights/:id/export')
  @Describe({
    summary: 'Files of the latest runs of a night in a layout',
    query: exportQuery,
    answer: exportListSchema,
  })
  exportNight(
    @Param('id') id: string,
    @Query(new ZodPipe(exportQuery)) { layout }: { layout: Layout },
  ): Promise<{ entries: ExportEntry[] }> {
    return this.#export(id, layout);
  }

  @Get('exports/:id')
  @Describe({
    summary: 'Files of a run or night, whichever the id names, in a layout',
    query: exportQuery,
    answer: exportListSchema,
  })
  exports(
    @Param('id') id: string,
    @Query(new ZodPipe(exportQuery)) { layout }: { layout: Layout },
  ): Promise<{ entries: ExportEntry[] }> {
    return this.#export(id, layout);
  }

  async #export(id: string, layout: Layout): Promise<{ entries: ExportEntry[] }> {
    return { entries: await this.catalog.exportOf(id, layout) };
  }
}
