#!/usr/bin/env node
// Plain JavaScript, committed: it builds what is missing or stale, then starts the program, so that
// `npm ci` alone leaves a runnable command and no install script is needed.
import { buildIfStale, loadProgram } from '../../../tools/launcher/build-if-stale.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `nightskies needs Node 20.19 or newer; this is ${process.versions.node}. Get it from nodejs.org.\n`,
  );
  process.exit(2);
}
if (await buildIfStale()) {
  const given = process.argv.slice(2);
  const { main } = await loadProgram(given[0]);
  process.exitCode = await main(given);
  // Giving back the memory piece by piece would take longer than many a command.
  const isTold = ({ writableLength }) => writableLength === 0;
  if (isTold(process.stdout) && isTold(process.stderr)) process.exit();
} else {
  process.exitCode = 2;
}
