import { timeLeft } from '../../progress-line.js';

/** Shows how far a piece of work has come, on standard error: a line, or every tenth of it. */
export class WorkProgress {
  readonly #started = performance.now();
  #lastTenth = 0;

  constructor(
    private readonly what: string,
    private readonly total: number,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  /** @param done units of work that are finished */
  show(done: number): void {
    const elapsed = (performance.now() - this.#started) / 1000;
    const percent = Math.floor((100 * done) / this.total);
    const text = `${this.what} ${percent} %, ${timeLeft(elapsed, done, this.total)}`;
    if (this.stream.isTTY) {
      this.stream.write(`\r${text}\u001b[K`);
      return;
    }
    const tenth = Math.floor(percent / 10);
    // What is over at once needs no lines.
    if (tenth === this.#lastTenth || elapsed < 2) return;
    this.#lastTenth = tenth;
    this.stream.write(`${text}\n`);
  }

  end(): void {
    if (this.stream.isTTY) this.stream.write('\r\u001b[K');
  }
}
