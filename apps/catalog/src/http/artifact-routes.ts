import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import {
  artifactKindSchema,
  digestSchema,
  provenanceSchema,
  type Digest,
  type Provenance,
} from '@nightskies/contracts';
import { z } from 'zod';
import { CatalogService } from '../catalog-service.js';
import { CatalogLists, type ArtifactFilter, type ScopeFilter } from '../queries/catalog-lists.js';
import { artifactItemSchema, metricItemSchema, productItemSchema } from '../queries/list-items.js';
import { pageSchema, setNumber, type Page } from '../queries/page.js';
import { apiPrefix } from './api-prefix.js';
import { Describe } from './operation.js';
import { pageAnswer } from './page-answer.js';
import type { Reply } from './reply.js';
import { ZodPipe } from './zod-pipe.js';

const artifactsQuery = pageSchema.extend({ kind: artifactKindSchema.optional() });
const scopeQuery = pageSchema.extend({
  night: z.string().optional(),
  set: setNumber.optional(),
  band: z.enum(['V', 'B']).optional(),
  kind: artifactKindSchema.optional(),
  run: z.string().optional(),
  name: z.string().optional(),
});
const directionQuery = z.object({
  direction: z.enum(['ancestors', 'descendants']).default('ancestors'),
});
type DirectionQuery = z.output<typeof directionQuery>;
const foundSchema = z.object({ type: z.enum(['artifact', 'run', 'night']), id: z.string() });

const mediaTypes: Readonly<Partial<Record<string, string>>> = {
  fit: 'application/fits',
  fits: 'application/fits',
  json: 'application/json',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
};

@Controller(apiPrefix)
export class ArtifactRoutes {
  constructor(
    @Inject(CatalogService) private readonly catalog: CatalogService,
    @Inject(CatalogLists) private readonly lists: CatalogLists,
  ) {}

  @Get('artifacts')
  @Describe({
    summary: 'Artifacts and raw files by digest',
    query: artifactsQuery,
    answer: pageAnswer(artifactItemSchema),
  })
  artifacts(@Query(new ZodPipe(artifactsQuery)) filter: ArtifactFilter): Promise<Page<object>> {
    return this.lists.artifacts(filter);
  }

  @Get('artifacts/:digest')
  @Describe({
    summary: 'Kind, name, size and place of an artifact',
    answer: artifactItemSchema,
  })
  artifact(@Param('digest', new ZodPipe(digestSchema)) digest: Digest): Promise<object> {
    return this.catalog.artifact(digest);
  }

  @Get('artifacts/:digest/content')
  @Describe({
    summary: 'Bytes of an artifact, checked against their digest; large ones come in pieces',
    answer: 'application/octet-stream',
  })
  async content(
    @Param('digest', new ZodPipe(digestSchema)) digest: Digest,
    @Res() reply: Reply,
  ): Promise<void> {
    const { name, bytes, body } = await this.catalog.contentToSend(digest);
    const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
    reply
      .header('content-type', mediaTypes[extension] ?? 'application/octet-stream')
      .header('content-length', String(bytes))
      .header('etag', `"${digest}"`)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(name)}`)
      .send(
        body instanceof Uint8Array
          ? Buffer.from(body.buffer, body.byteOffset, body.byteLength)
          : body,
      );
  }

  @Get('provenance/:digest')
  @Describe({
    summary: 'All that an artifact was made from, or all that was made from it',
    query: directionQuery,
    answer: provenanceSchema,
  })
  provenance(
    @Param('digest', new ZodPipe(digestSchema)) digest: Digest,
    @Query(new ZodPipe(directionQuery)) { direction }: DirectionQuery,
  ): Promise<Provenance> {
    return this.catalog.provenance(digest, direction);
  }

  @Get('products')
  @Describe({
    summary: 'Products of all runs',
    query: scopeQuery,
    answer: pageAnswer(productItemSchema),
  })
  products(@Query(new ZodPipe(scopeQuery)) filter: ScopeFilter): Promise<Page<object>> {
    return this.lists.products(filter);
  }

  @Get('metrics')
  @Describe({
    summary: 'Numbers measured on all maps',
    query: scopeQuery,
    answer: pageAnswer(metricItemSchema),
  })
  metrics(@Query(new ZodPipe(scopeQuery)) filter: ScopeFilter): Promise<Page<object>> {
    return this.lists.metrics(filter);
  }

  @Get('find/:id')
  @Describe({ summary: 'What an id names', answer: foundSchema })
  find(@Param('id') id: string): Promise<object> {
    return this.catalog.find(id);
  }
}
