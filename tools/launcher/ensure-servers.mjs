import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

function onPath(program) {
  const names = process.platform === 'win32' ? [`${program}.exe`] : [program];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => names.some((name) => existsSync(join(folder, name))));
}

function hasPostgres() {
  if (onPath('initdb')) return true;
  const debian = '/usr/lib/postgresql';
  return (
    existsSync(debian) &&
    readdirSync(debian).some((version) => existsSync(join(debian, version, 'bin', 'initdb')))
  );
}

/**
 * Says which real servers the tests will use. Missing ones are installed from Debian when CI=true
 * or NIGHTSKIES_INSTALL=1, else their suites are skipped.
 */
export function ensureServers() {
  const wanted = [
    [
      'nats-server',
      'nats-server',
      () => onPath('nats-server') || existsSync('/usr/sbin/nats-server'),
    ],
    ['Postgres', 'postgresql', hasPostgres],
    // Unpacks the independent night that judges the results.
    ['xz', 'xz-utils', () => onPath('xz')],
  ];
  const missing = wanted.filter(([, , found]) => !found());
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  const install = process.env.CI === 'true' || process.env.NIGHTSKIES_INSTALL === '1';
  if (!install) {
    process.stdout.write(
      `Skipping the suites that need ${missing.map(([title]) => title).join(' and ')}: NIGHTSKIES_INSTALL=1 npm test installs ${packages.join(' ')} from Debian.\n`,
    );
    return;
  }
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const apt = (...args) => {
    const [program, ...rest] = [...sudo, 'apt-get', ...args];
    return spawnSync(program, rest, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status;
  };
  apt('update', '-qq');
  if (apt('install', '-y', '-qq', '--no-install-recommends', ...packages) !== 0) {
    process.stderr.write(
      `Could not install ${packages.join(' ')}; their suites would be skipped.\n`,
    );
    process.exit(1);
  }
}
