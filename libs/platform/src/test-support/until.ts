import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something holds; fails with the sentence when it never does. */
export async function until(
  sentence: string,
  holds: () => boolean | Promise<boolean>,
  timeoutMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`never came true: ${sentence}`);
    await sleep(10);
  }
}
