// What was measured, as lines for a terminal and as tables for docs/benchmarks.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

const ratio = (value) => `${value.toFixed(value < 10 ? 2 : 1)}x`;
const milliseconds = (seconds) =>
  seconds < 1 ? `${(1000 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

/** True when a row keeps what it promises: its floor or limits, and equality. */
export function holds(row) {
  if (row.failed !== undefined) return false;
  if (row.skipped !== undefined) return true;
  if (row.seconds !== undefined) {
    return row.seconds <= row.mostSeconds && row.peakMemoryBytes <= row.mostMemoryBytes;
  }
  return row.equal && (row.floor === null || row.ratio >= row.floor);
}

function outcome(row) {
  if (row.failed !== undefined) return row.failed;
  if (row.skipped !== undefined) return `not measured: ${row.skipped}`;
  if (row.seconds !== undefined) {
    return `${row.seconds.toFixed(1)} s (at most ${row.mostSeconds}), CPU ${row.cpuSeconds.toFixed(1)} s, load ${row.load.toFixed(1)} at its start, ${megabytes(row.peakMemoryBytes)} (at most ${megabytes(row.mostMemoryBytes)})`;
  }
  const range = `[${ratio(row.lowest)}..${ratio(row.highest)}]`;
  const floor = row.floor === null ? '' : `, floor ${row.floor}x`;
  const times = `${milliseconds(row.oursSeconds)} against ${milliseconds(row.peerSeconds)}`;
  return `${ratio(row.ratio)} ${range}${floor}; CPU ${times}; ${row.equal ? 'equal' : `DIFFERENT ${JSON.stringify(row.differences)}`}: ${row.equality}`;
}

/** One line a row. */
export function lineOf(row) {
  const verdict = row.skipped !== undefined ? '--    ' : holds(row) ? 'ok    ' : 'FAILED';
  const work = row.work === undefined ? '' : `, ${row.work}`;
  return `${verdict} ${row.item}${work}: ${outcome(row)}\n`;
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function tables({ rows, machine, versions, command, date }) {
  const ratios = rows.filter((row) => row.ratio !== undefined);
  const limits = rows.filter((row) => row.seconds !== undefined);
  const skipped = rows.filter((row) => (row.skipped ?? row.failed) !== undefined);
  const parts = [
    `Measured on ${date} with \`${command}\`: ${machine}; ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}.`,
    table(
      ['work', 'peer', 'ratio [range]', 'floor', 'CPU, ours and peer', 'equal'],
      ratios.map((row) => [
        `${row.item}: ${row.work}`,
        row.peer,
        `${ratio(row.ratio)} [${ratio(row.lowest)}..${ratio(row.highest)}], ${row.pairs} pairs`,
        row.floor === null ? 'stated only' : ratio(row.floor),
        `${milliseconds(row.oursSeconds)}, ${milliseconds(row.peerSeconds)}`,
        row.equal ? row.equality : `NO: ${JSON.stringify(row.differences)}`,
      ]),
    ),
  ];
  if (limits.length > 0) {
    parts.push(
      table(
        [
          'work',
          'wall time',
          'at most',
          'CPU time',
          'load at start',
          'peak memory',
          'at most',
          'kept',
        ],
        limits.map((row) => [
          `${row.item}: ${row.work}`,
          `${row.seconds.toFixed(1)} s`,
          `${row.mostSeconds} s`,
          `${row.cpuSeconds.toFixed(1)} s`,
          row.load.toFixed(1),
          megabytes(row.peakMemoryBytes),
          megabytes(row.mostMemoryBytes),
          holds(row) ? 'yes' : 'NO',
        ]),
      ),
    );
  }
  if (skipped.length > 0) {
    parts.push(
      skipped
        .map(
          (row) =>
            `- ${row.item}: ${row.failed === undefined ? 'not measured' : 'FAILED'}: ${row.failed ?? row.skipped}`,
        )
        .join('\n'),
    );
  }
  return parts.join('\n\n');
}

const begin = '<!-- measured: written by npm run bench -- --write -->';
const end = '<!-- end of measured -->';

/** Replaces what lies between the two marks of the document. */
export async function writeTables(path, measured) {
  if (!existsSync(path)) throw new Error(`${path} is missing`);
  const text = readFileSync(path, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} lacks the lines "${begin}" and "${end}"`);
  const filled = `${text.slice(0, from)}${begin}\n\n${tables(measured)}\n\n${text.slice(to)}`;
  const options = await resolveConfig(path);
  writeFileSync(path, await format(filled, { ...options, filepath: path }));
}
