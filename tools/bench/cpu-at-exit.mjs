// Preloaded into the program: leaves its CPU time, all threads, in the file BENCH_CPU_FILE.
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const path = process.env.BENCH_CPU_FILE;
  process.on('exit', () => writeFileSync(path, JSON.stringify(process.cpuUsage())));
}
