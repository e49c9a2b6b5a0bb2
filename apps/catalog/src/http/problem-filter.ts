import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { NightSkiesError, problem, problemOf, type Problem } from '@nightskies/contracts';
import type { Logger } from '@nightskies/platform';
import { databaseUnreachable } from '../database/unreachable.js';
import type { Reply } from './reply.js';

/** Codes that are the fault of the request; all other problems of ours are about data. */
const badRequests = new Set(['bad-request', 'bad-parameter', 'bad-page-key']);

export function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof NightSkiesError)) {
    // Fastify's own complaints (body too large, no JSON) carry their status.
    const stated =
      error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : Number.NaN;
    return stated >= 400 && stated < 500 ? stated : 500;
  }
  if (badRequests.has(error.code)) return 400;
  if (error.code.endsWith('-unknown')) return 404;
  return error.retryable ? 503 : 422;
}

function problemBehind(error: unknown, status: number): Problem {
  if (error instanceof NightSkiesError || status >= 500) return problemOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return problem(status === 404 ? 'route-unknown' : 'bad-request', message, {
    hint: '/api/v1/openapi.json describes every request.',
  });
}

/** Every error leaves as a problem document (RFC 9457) that carries the problem as the CLI has it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const error = databaseUnreachable(thrown) ?? thrown;
    const status = statusOf(error);
    const described = problemBehind(error, status);
    if (status >= 500) this.logger.error({ problem: described, err: error }, 'request failed');
    const reply = host.switchToHttp().getResponse<Reply>();
    void reply
      .status(status)
      .header('content-type', 'application/problem+json')
      .send({
        type: `https://nightskies.invalid/problems/${described.code}`,
        title: described.message,
        status,
        detail: described.hint ?? described.message,
        problem: described,
      });
  }
}
