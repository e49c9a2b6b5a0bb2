import type { Problem, TaskRequest } from '@nightskies/contracts';
import type { VerifiedFile } from '../store/verified-files.js';
import type { ComputedTask } from './run-task.js';

/** What a thread is set up with. */
export interface ThreadSettings {
  readonly store: string;
  readonly cacheBytes: number;
}

/** What a thread is asked; everything here survives a structured clone. */
export type ThreadQuestion =
  | { readonly ask: 'handled-types'; readonly handlersUrl: string }
  | { readonly ask: 'load'; readonly handlersUrls: readonly string[] }
  | {
      readonly ask: 'run';
      readonly handlersUrl: string;
      readonly request: TaskRequest;
      /** What other threads know of the inputs. */
      readonly verified: readonly VerifiedFile[];
    };

/** What it answers. Errors lose their class on the way, so they travel as problems. */
export type ThreadAnswer =
  | { readonly types: readonly string[] }
  | { readonly loaded: number }
  | { readonly computed: ComputedTask; readonly verified: readonly VerifiedFile[] }
  | { readonly problem: Problem; readonly retryable: boolean };
