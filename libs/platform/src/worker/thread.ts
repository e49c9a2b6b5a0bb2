import { workerData } from 'node:worker_threads';
import { NightSkiesError, problem, problemOf } from '@nightskies/contracts';
import { z } from 'zod';
import { ByteCache } from '../store/byte-cache.js';
import { openStore } from '../store/open-store.js';
import { VerifiedFiles } from '../store/verified-files.js';
import { importHandlers } from './handlers-module.js';
import { runTask } from './run-task.js';
import type { ThreadAnswer, ThreadQuestion, ThreadSettings } from './thread-protocol.js';

const settings: ThreadSettings = z
  .object({ store: z.string(), cacheBytes: z.number() })
  .parse(workerData);

const verified = new VerifiedFiles();
const store = openStore(settings.store, verified);
const cache = new ByteCache(settings.cacheBytes);

/** Entry of a worker thread: answers one question after the other. */
export default async function answer(question: ThreadQuestion): Promise<ThreadAnswer> {
  try {
    if (question.ask === 'load') {
      for (const url of question.handlersUrls) await importHandlers(url);
      return { loaded: question.handlersUrls.length };
    }
    const handlers = await importHandlers(question.handlersUrl);
    if (question.ask === 'handled-types') return { types: [...handlers.keys()] };
    const { request } = question;
    const handler = handlers.get(request.type);
    if (handler === undefined) {
      throw new NightSkiesError(
        problem('task-unhandled', `no handler for ${request.type} in this service`, {
          file: question.handlersUrl,
          hint: 'Run the same release of Night Skies in every process.',
        }),
        { retryable: true },
      );
    }
    verified.learn(question.verified);
    const computed = await runTask(request, handler, store, cache);
    return { computed, verified: verified.takeNews() };
  } catch (error) {
    return {
      problem: problemOf(error),
      retryable: error instanceof NightSkiesError && error.retryable,
    };
  }
}
