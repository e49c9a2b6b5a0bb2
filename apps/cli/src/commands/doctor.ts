import { availableParallelism, freemem } from 'node:os';
import { statfs } from 'node:fs/promises';
import { problemOf } from '@nightskies/contracts';
import { loadConfig } from '@nightskies/platform';
import { z } from 'zod';
import { exitCodes } from '../exit-codes.js';
import { connectionOptions, jsonOption, parseOptions, printJson } from '../options.js';
import { namedSystemError } from '../system-error.js';
import { findHolder, openWorkspace } from '../workspace.js';

const optionsSchema = z.object({ ...connectionOptions, ...jsonOption });

interface Finding {
  readonly subject: string;
  readonly good: boolean;
  readonly found: string;
  readonly remedy: string | null;
}

const gibibyte = 2 ** 30;

/** `nightskies doctor`: what is wrong here and what to do. */
export async function doctor(given: Record<string, unknown>): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const findings = [
    { subject: 'Node', good: true, found: process.versions.node, remedy: null },
    memory(),
    configuration(),
    ...(await workspace(options.workspace)),
  ];
  if (options.json === true) printJson({ findings });
  for (const finding of options.json === true ? [] : findings) {
    const remedy = finding.remedy === null ? '' : `\n    ${finding.remedy}`;
    process.stdout.write(
      `${finding.good ? 'ok  ' : 'LOOK'} ${finding.subject.padEnd(16)}${finding.found}${remedy}\n`,
    );
  }
  return findings.every((finding) => finding.good) ? exitCodes.done : exitCodes.doneWithProblems;
}

function memory(): Finding {
  const free = freemem() / gibibyte;
  return {
    subject: 'memory',
    good: free > 1,
    found: `${free.toFixed(1)} GiB free, ${availableParallelism()} cores`,
    remedy: free > 1 ? null : 'A set needs up to 1 GiB: close other programs, or use --threads 1.',
  };
}

function configuration(): Finding {
  try {
    loadConfig(process.env);
    return { subject: 'environment', good: true, found: 'NIGHTSKIES_* understood', remedy: null };
  } catch (error) {
    const { message, hint } = problemOf(error);
    return { subject: 'environment', good: false, found: message, remedy: hint };
  }
}

async function workspace(path: string): Promise<Finding[]> {
  try {
    const opened = await openWorkspace(path, 'refuse');
    const holder = await findHolder(opened);
    const { bavail, bsize } = await statfs(opened.folder);
    const free = (bavail * bsize) / gibibyte;
    return [
      {
        subject: 'workspace',
        good: true,
        found: `${opened.folder}${holder === null ? '' : `, held by process ${holder.pid}`}`,
        remedy: null,
      },
      {
        subject: 'disk',
        good: free > 5,
        found: `${free.toFixed(0)} GiB free`,
        remedy: free > 5 ? null : 'A set of 45 frames takes about 1 GiB: make room, or move.',
      },
    ];
  } catch (error) {
    const { code, file, message, hint } = problemOf(namedSystemError(error));
    if (code === 'workspace-missing') {
      const found = `none yet at ${file ?? path}`;
      return [{ subject: 'workspace', good: true, found, remedy: null }];
    }
    return [{ subject: 'workspace', good: false, found: message, remedy: hint }];
  }
}
