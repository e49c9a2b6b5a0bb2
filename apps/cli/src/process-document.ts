import type { Problem, Product, RunMetric, RunStatus } from '@nightskies/contracts';
import { describeProblem } from '@nightskies/contracts';
import { exitCodes } from './exit-codes.js';

/** What `nightskies process --json` prints. */
export interface ProcessDocument {
  readonly run: string;
  readonly outcome: 'done' | 'done-with-problems' | 'nothing-done';
  readonly tasks: { readonly computed: number; readonly reused: number; readonly failed: number };
  readonly problems: readonly Problem[];
  readonly products: readonly Product[];
  readonly metrics: readonly RunMetric[];
  readonly seconds: number;
  /** Peak resident memory of this process with its threads. */
  readonly peakMemoryBytes: number;
}

export function processDocument(status: RunStatus, seconds: number): ProcessDocument {
  return {
    run: status.run,
    // A run that was interrupted has no outcome yet: it resumes.
    outcome: status.outcome ?? (status.tasks.computed > 0 ? 'done-with-problems' : 'nothing-done'),
    tasks: {
      computed: status.tasks.computed,
      reused: status.tasks.reused,
      failed: status.tasks.failed,
    },
    problems: status.problems,
    products: status.products,
    metrics: status.metrics,
    seconds: Math.round(seconds * 1000) / 1000,
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

export function exitCodeOf(outcome: ProcessDocument['outcome']): number {
  if (outcome === 'done') return exitCodes.done;
  return outcome === 'done-with-problems' ? exitCodes.doneWithProblems : exitCodes.nothingDone;
}

/** Tasks by type and state: what was done, or with `--dry-run` what would be. */
export function printPlan(status: RunStatus): void {
  for (const { type, counts } of status.progress) {
    const parts = Object.entries(counts)
      .filter(([, count]) => count > 0)
      .map(([state, count]) => `${count} ${state}`);
    process.stdout.write(`  ${type.padEnd(24)}${parts.join(', ')}\n`);
  }
}

/** The same facts for a person. */
export function printDocument(document: ProcessDocument, seconds?: number): void {
  const lines: string[] = [];
  for (const metric of document.metrics) {
    const value = metric.value === null ? `unknown (${metric.reason ?? ''})` : figure(metric.value);
    const error = metric.uncertainty === null ? '' : ` +- ${figure(metric.uncertainty)}`;
    lines.push(
      `${metric.night} set ${metric.set} ${metric.band}  ${metric.name.padEnd(24)}${value}${error} ${metric.unit}`,
    );
  }
  for (const product of document.products) {
    lines.push(
      `${product.night} set ${product.set} ${product.band}  ${product.kind.padEnd(24)}${product.path ?? product.sha256}`,
    );
  }
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
  for (const item of document.problems) {
    // Where nothing went wrong, what is listed are caveats of results that stand.
    const title = document.outcome === 'done' ? 'note' : 'problem';
    process.stderr.write(`${title} [${item.code}] ${describeProblem(item)}\n`);
  }
  const { computed, reused, failed } = document.tasks;
  const time = seconds === undefined ? '' : `; ${seconds.toFixed(1)} s`;
  process.stderr.write(
    `Run ${document.run}: ${document.outcome}; ${computed} tasks computed, ${reused} reused, ${failed} failed${time}\n`,
  );
}

function figure(value: number): string {
  return value.toPrecision(5);
}
