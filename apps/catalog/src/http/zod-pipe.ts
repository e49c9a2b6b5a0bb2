import { Injectable, type PipeTransform } from '@nestjs/common';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';

/** Checks a part of a request against its schema; everything wrong with it is said at once. */
@Injectable()
export class ZodPipe<T> implements PipeTransform<unknown, T> {
  constructor(private readonly schema: z.ZodType<T>) {}

  transform(value: unknown): T {
    const parsed = this.schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const complaints = parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join('.') || 'request'}: ${issue.message}`,
    );
    throw new NightSkiesError(
      problem('bad-request', complaints.join('; '), {
        hint: '/api/v1/openapi.json describes every request.',
      }),
    );
  }
}
