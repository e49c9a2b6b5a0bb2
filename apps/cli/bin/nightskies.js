#!/usr/bin/env node
// Plain JavaScript, committed: it builds what is missing or stale, then starts the program, so that
// `npm ci` alone leaves a runnable command and no install script is needed.
import { buildIfStale, programUrl } from '../../../tools/launcher/build-if-stale.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `nightskies needs Node 20.19 or newer; this is ${process.versions.node}. Get it from nodejs.org.\n`,
  );
  process.exit(2);
}
if (await buildIfStale()) {
  const { main } = await import(await programUrl());
  process.exitCode = await main(process.argv.slice(2));
} else {
  process.exitCode = 2;
}
