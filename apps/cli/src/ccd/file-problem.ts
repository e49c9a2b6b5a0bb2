import { problemOf, type Problem } from '@nightskies/contracts';
import { namedSystemError } from '../system-error.js';

/** What went wrong with a file; what is thrown by those who know no files gets its name here. */
export function fileProblem(error: unknown, file: string): Problem {
  const problem = problemOf(namedSystemError(error), file);
  return { ...problem, file: problem.file ?? file };
}
