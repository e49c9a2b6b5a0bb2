import { NightSkiesError, type Problem } from '@nightskies/contracts';

/** The problem an action fails with, null when it does not fail; other errors pass through. */
export function problemFrom(action: () => unknown): Problem | null {
  try {
    action();
  } catch (error) {
    if (error instanceof NightSkiesError) return error.problem;
    throw error;
  }
  return null;
}
