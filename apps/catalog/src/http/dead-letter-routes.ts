import { Controller, Get, Inject, Query } from '@nestjs/common';
import { BUS, type Bus } from '@nightskies/platform';
import { z } from 'zod';
import { deadLetterSchema } from '../queries/list-items.js';
import { pageOf, pageSchema, type Page } from '../queries/page.js';
import { apiPrefix } from './api-prefix.js';
import { Describe } from './operation.js';
import { pageAnswer } from './page-answer.js';
import { ZodPipe } from './zod-pipe.js';

const lettersQuery = pageSchema.extend({ after: z.coerce.number().int().min(0).default(0) });
type LettersQuery = z.output<typeof lettersQuery>;

/** What the bus gave up on, for the person who watches the server. */
@Controller(apiPrefix)
export class DeadLetterRoutes {
  constructor(@Inject(BUS) private readonly bus: Bus) {}

  @Get('dead-letters')
  @Describe({
    summary: 'Messages that were given up, with their reasons, the oldest first',
    query: lettersQuery,
    answer: pageAnswer(deadLetterSchema),
  })
  async letters(
    @Query(new ZodPipe(lettersQuery)) { limit, after }: LettersQuery,
  ): Promise<Page<object>> {
    const letters = await this.bus.deadLetters(limit + 1, after);
    return pageOf(letters, limit, ({ sequence }) => String(sequence));
  }
}
