import { basename } from 'node:path';
import { timeLeft } from '../progress-line.js';

/** Shows how far a command has come through its files, on standard error; nothing for one file. */
export class FileProgress {
  readonly #total: number;
  readonly #stream: NodeJS.WriteStream;
  readonly #started = performance.now();
  #lastTenth = 0;

  constructor(total: number, stream: NodeJS.WriteStream = process.stderr) {
    this.#total = total;
    this.#stream = stream;
  }

  /** @param done files that are finished; `path` is the one that is begun */
  show(done: number, path: string): void {
    if (this.#total < 2) return;
    const elapsed = (performance.now() - this.#started) / 1000;
    const left = timeLeft(elapsed, done, this.#total);
    if (this.#stream.isTTY) {
      this.#stream.write(`\r${done + 1}/${this.#total} ${basename(path)}, ${left}\u001b[K`);
      return;
    }
    const tenth = Math.floor((done / this.#total) * 10);
    if (tenth === this.#lastTenth) return;
    this.#lastTenth = tenth;
    this.#stream.write(`${done} of ${this.#total} files, ${left}\n`);
  }

  end(): void {
    if (this.#total > 1 && this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }
}
