/**
 * The walls of docs/architecture.md. Levels, imports only downward:
 * 0 contracts; 1 pixels; 2 fits, sky; 3 science, imaging, nsnsd, simulator, catalog; 4 platform; 5 apps.
 */
const science =
  '(calibration|astrometry|photometry|mosaic|natural-sky|metrics|report|catalog|imaging|nsnsd|simulator)';
const pure = `^libs/(contracts|pixels|fits|sky|calibration|astrometry|photometry|mosaic|natural-sky|metrics|report|catalog|imaging|nsnsd|simulator)/src`;
const tests = '(\\.test|-contract)\\.ts$|/test-support/';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid('no-cycles', 'A cycle has no bottom to understand first.', {}, { circular: true }),
    forbid(
      'contracts-import-only-zod',
      'Level 0.',
      { path: '^libs/contracts/src', pathNot: tests },
      { pathNot: ['^libs/contracts/', '(^|/)node_modules/zod/'] },
    ),
    forbid(
      'pixels-look-down',
      'Level 1.',
      { path: '^libs/pixels/src' },
      { path: '^(libs/(?!contracts|pixels)|apps/)' },
    ),
    forbid(
      'fits-looks-down',
      'Level 2.',
      { path: '^libs/fits/src' },
      { path: '^(libs/(?!contracts|pixels|fits)|apps/)' },
    ),
    forbid(
      'sky-looks-down',
      'Level 2.',
      { path: '^libs/sky/src' },
      { path: '^(libs/(?!contracts|pixels|sky)|apps/)' },
    ),
    forbid(
      'science-libs-stand-alone',
      'Level 3: no science library imports another, but catalog and simulator know nsnsd names.',
      { path: `^libs/${science}/src` },
      { path: `^libs/${science}/`, pathNot: ['^libs/$1/', '^libs/nsnsd/'] },
    ),
    forbid(
      'only-catalog-and-simulator-know-nsnsd',
      'The short, drawn list.',
      {
        path: '^libs/(calibration|astrometry|photometry|mosaic|natural-sky|metrics|report|imaging)/src',
      },
      { path: '^libs/nsnsd/' },
    ),
    forbid('libs-below-apps', 'Imports only downward.', { path: '^libs/' }, { path: '^apps/' }),
    forbid(
      'level-3-below-platform',
      'Imports only downward.',
      { path: pure },
      { path: '^libs/platform/' },
    ),
    forbid(
      'platform-stands-on-contracts',
      'Level 4 knows no science.',
      { path: '^libs/platform/src' },
      { path: '^libs/(?!contracts|platform)' },
    ),
    forbid(
      'pure-libs-touch-no-world',
      'Callers hand in bytes; no Nest, NATS, Prisma, file system or clock below platform.',
      { path: pure, pathNot: tests },
      {
        path: [
          '^(node:)?(fs|fs/promises|net|http|https|child_process|worker_threads|os|timers|timers/promises)$',
          'node_modules/(@nestjs|@nats-io|@prisma|pg|piscina|pino)/',
        ],
      },
    ),
    forbid(
      'only-platform-imports-nats',
      '',
      { path: '^(libs|apps)/', pathNot: '^libs/platform/' },
      { path: 'node_modules/@nats-io/' },
    ),
    forbid(
      'only-catalog-imports-prisma',
      '',
      { path: '^(libs|apps)/', pathNot: '^apps/catalog/' },
      { path: 'node_modules/(@prisma|@electric-sql|pg|pglite-prisma-adapter)/' },
    ),
    forbid(
      'only-imaging-imports-sharp',
      '',
      { path: '^(libs|apps)/', pathNot: ['^libs/imaging/', tests] },
      { path: 'node_modules/sharp/' },
    ),
    forbid(
      'apps-stand-alone',
      'Services never call each other; the cli composes them.',
      { path: '^apps/(catalog|calibration|astrometry|photometry|mosaic|natural-sky|metrics)/' },
      { path: '^apps/', pathNot: '^apps/$1/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^(libs|apps)/[^/]+/dist/', 'apps/catalog/src/generated'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.walls.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
