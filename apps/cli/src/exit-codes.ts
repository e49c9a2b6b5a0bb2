/** What the shell learns from a command. */
export const exitCodes = { done: 0, doneWithProblems: 1, badUsage: 2, nothingDone: 3 } as const;
