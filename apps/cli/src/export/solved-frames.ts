import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readDocument, setAstrometrySchema, type SetAstrometry } from '@nightskies/contracts';
import { readFits, writeFits, type Header } from '@nightskies/fits';
import { predictedHeader, unsolvedHeader, withSolutionOf } from '@nightskies/nsnsd';
import { downloadArtifact, type Downloads } from './download.js';
import type { ExportEntry, Layout } from './export-list.js';

/** Names the artifact whose pixels an exported frame has: with another header it is another file. */
export const artifactCard = 'ARTIFACT';

/**
 * Calibrated frames of an export to the tree of the old pipeline, which left its plate solutions in
 * their headers: the tools that read that tree look for them there. Artifacts never change, so these
 * files are made on the way out.
 */
export class SolvedFrames {
  readonly #solutions: ReadonlyMap<string, ExportEntry>;
  readonly #sets: ReadonlyMap<string, ExportEntry>;
  /** The joint solution that was read last: entries come set by set. */
  #read: { readonly key: string; readonly document: SetAstrometry } | undefined;

  /**
   * @param entries   of the whole export
   * @param temporary folder for what is fetched to be read
   */
  constructor(
    private readonly client: Downloads,
    entries: readonly ExportEntry[],
    layout: Layout,
    private readonly temporary: string,
  ) {
    const ofKind = (kind: string, key: (entry: ExportEntry) => string) =>
      new Map(
        layout === 'flat'
          ? []
          : entries
              .filter(({ artifact }) => artifact?.kind === kind)
              .map((entry) => [key(entry), entry] as const),
      );
    this.#solutions = ofKind('frame-astrometry', frameKey);
    this.#sets = ofKind('set-astrometry', setKey);
  }

  /** Whether an entry goes out with another header than it has in the store. */
  has(entry: ExportEntry): boolean {
    return entry.artifact?.kind === 'calibrated-frame' && this.#solutions.has(frameKey(entry));
  }

  /** The frame with its solution; of one that `has` answers for. */
  async bytes(entry: ExportEntry): Promise<Uint8Array> {
    const frame = await this.#fetched(entry);
    const solution = this.#solutions.get(frameKey(entry));
    if (solution === undefined) return frame;
    const solved = primaryHeader(await this.#fetched(solution), solution.path);
    const placed = await this.#placementOf(entry);
    return withHeader(frame, entry, (header) => {
      // A solution that contradicts the set would send an old reader to the wrong sky.
      const isTrue = placed === undefined || placed.status === 'solved';
      if (isTrue) return withSolutionOf(header, solved);
      const { raDeg, decDeg } = placed.centre;
      return raDeg === null || decDeg === null
        ? unsolvedHeader(header)
        : predictedHeader(header, { raDeg, decDeg });
    });
  }

  async #placementOf(entry: ExportEntry): Promise<SetAstrometry['frames'][number] | undefined> {
    const key = setKey(entry);
    const set = this.#sets.get(key);
    if (set === undefined) return undefined;
    if (this.#read?.key !== key) {
      const source = { name: set.path, bytes: await this.#fetched(set) };
      const document = readDocument(setAstrometrySchema, source, 'astrometry of a set');
      this.#read = { key, document };
    }
    return this.#read.document.frames.find(({ frame }) => frame === entry.artifact?.frame);
  }

  async #fetched({ digest, path }: ExportEntry): Promise<Uint8Array> {
    if (digest === null) throw new RangeError(`${path} is no artifact`);
    const place = join(this.temporary, `${digest}.header`);
    try {
      await downloadArtifact(this.client, digest, place, () => {});
      return await readFile(place);
    } finally {
      await rm(place, { force: true });
    }
  }
}

function setKey({ artifact }: ExportEntry): string {
  return `${artifact?.night} ${artifact?.set} ${artifact?.band}`;
}

function frameKey(entry: ExportEntry): string {
  return `${setKey(entry)} ${entry.artifact?.frame}`;
}

function primaryHeader(bytes: Uint8Array, path: string): Header {
  const [primary] = readFits(bytes, path).hdus;
  if (primary === undefined) throw new RangeError(`${path} has no header`);
  return primary.header;
}

/** The file with another header before the same stored numbers; what follows the image stays. */
function withHeader(
  bytes: Uint8Array,
  { path, digest }: ExportEntry,
  change: (header: Header) => Header,
): Uint8Array {
  const [primary, ...others] = readFits(bytes, path).hdus;
  if (primary?.type !== 'image') throw new RangeError(`${path} does not begin with an image`);
  const { shape, scaling } = primary;
  const header = change(primary.header).with(artifactCard, digest);
  const image = writeFits([{ shape, data: primary.stored(), scaling, header }]);
  return Buffer.concat([image, ...others.map((one) => one.raw())]);
}
