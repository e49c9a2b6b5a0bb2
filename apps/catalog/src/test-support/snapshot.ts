import type { PrismaClient } from '../generated/client.js';

/** Everything a catalog knows but its runs, and how long work took. */
export async function snapshot(prisma: PrismaClient): Promise<object> {
  return {
    sites: await prisma.site.findMany({ orderBy: { key: 'asc' } }),
    cameras: await prisma.camera.findMany({ orderBy: { id: 'asc' } }),
    nights: await prisma.night.findMany({ orderBy: { name: 'asc' } }),
    sets: await prisma.dataSet.findMany({ orderBy: [{ night: 'asc' }, { set: 'asc' }] }),
    frames: await prisma.frame.findMany({ orderBy: { id: 'asc' } }),
    calibration: await prisma.calibrationFile.findMany({ orderBy: { path: 'asc' } }),
    artifacts: await prisma.artifact.findMany({ orderBy: { digest: 'asc' } }),
    computations: await prisma.computation.findMany({
      omit: { seconds: true },
      orderBy: { fingerprint: 'asc' },
    }),
    inputs: await prisma.computationInput.findMany({
      orderBy: [{ fingerprint: 'asc' }, { role: 'asc' }, { name: 'asc' }],
    }),
    outputs: await prisma.computationOutput.findMany({
      orderBy: [{ fingerprint: 'asc' }, { role: 'asc' }],
    }),
    given: await prisma.givenFile.findMany({
      orderBy: [{ night: 'asc' }, { set: 'asc' }, { kind: 'asc' }],
    }),
    metrics: await prisma.metric.findMany({
      orderBy: [{ fingerprint: 'asc' }, { name: 'asc' }, { sky: 'asc' }],
    }),
  };
}
