import { pino, type Logger } from 'pino';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/**
 * Structured logs, one JSON object per line, to stderr: results alone go to stdout. Written
 * synchronously, so that the last line before a crash is there.
 */
export function createLogger(options: { level: LogLevel; name?: string }): Logger {
  return pino(
    { level: options.level, ...(options.name === undefined ? {} : { name: options.name }) },
    pino.destination({ dest: 2, sync: true }),
  );
}

export type { Logger };
