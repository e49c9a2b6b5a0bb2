import { WorkProgress } from '../ccd/stack/work-progress.js';

/** How far an export has come, counted in bytes that are copied; shown with the time left. */
export class ExportWork {
  readonly #line: WorkProgress;
  #done = 0;

  constructor(total: number) {
    this.#line = new WorkProgress('exporting', Math.max(1, total));
  }

  /** @param part of `work` that is done, from 0 to 1 */
  during(work: number, part: number): void {
    this.#line.show(this.#done + part * work);
  }

  add(work: number): void {
    this.#done += work;
    this.#line.show(this.#done);
  }

  end(): void {
    this.#line.end();
  }
}
