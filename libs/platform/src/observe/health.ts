/** Whether one part works, and a few words for the person who asks. */
export interface Health {
  readonly healthy: boolean;
  readonly detail: string;
}

export interface HealthReport extends Health {
  readonly parts: Readonly<Record<string, Health>>;
}

/** Asks all parts at once. A part that throws is unhealthy; the whole is as healthy as its worst part. */
export async function checkHealth(
  parts: Readonly<Record<string, () => Promise<Health>>>,
): Promise<HealthReport> {
  const answers = await Promise.all(
    Object.entries(parts).map(async ([name, ask]): Promise<[string, Health]> => {
      try {
        return [name, await ask()];
      } catch (error) {
        return [
          name,
          { healthy: false, detail: error instanceof Error ? error.message : String(error) },
        ];
      }
    }),
  );
  const sick = answers.filter(([, health]) => !health.healthy).map(([name]) => name);
  return {
    healthy: sick.length === 0,
    detail: sick.length === 0 ? 'all parts work' : `not well: ${sick.join(', ')}`,
    parts: Object.fromEntries(answers),
  };
}
