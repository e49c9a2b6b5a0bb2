import { readTanSip, TanSip } from '@nightskies/astrometry';
import { arrayPixel, readLinearWcs, type Header } from '@nightskies/fits';

/** What a header says of where a picture is in the sky. */
export interface SkyFacts {
  readonly wcs: TanSip | undefined;
  /** The axes, or what is wrong with them, in words. */
  readonly words: string;
}

/**
 * The TAN or TAN-SIP solution of a header: CD, PC with CDELT, or the old CROTA2.
 */
export function skyFacts(header: Header | undefined): SkyFacts {
  if (header === undefined) return { wcs: undefined, words: 'a picture without a FITS header' };
  const types = [header.string('CTYPE1'), header.string('CTYPE2')].map((type) => type ?? 'none');
  const words = `CTYPE1, CTYPE2: ${types.join(', ')}`;
  try {
    const pole = header.number('LONPOLE') ?? 180;
    if (pole !== 180) return { wcs: undefined, words: `${words} with LONPOLE ${pole}` };
    return { wcs: withCrota(header) ?? readTanSip(header), words };
  } catch (error) {
    // A broken solution counts as none; aligning by stars goes on without.
    return {
      wcs: undefined,
      words: `${words}, but ${error instanceof Error ? error.message : ''}`,
    };
  }
}

/** Headers of before 2002 tell the turn by CROTA2. */
function withCrota(header: Header): TanSip | undefined {
  if (!header.has('CROTA2') || header.has('CD1_1') || header.has('PC1_1')) return undefined;
  const linear = readLinearWcs(header);
  if (linear === undefined || linear.ctype[0] !== 'RA---TAN' || linear.ctype[1] !== 'DEC--TAN') {
    return undefined;
  }
  return new TanSip({
    crval: { raDeg: linear.crval[0], decDeg: linear.crval[1] },
    crpix: { x: arrayPixel(linear.crpix[0]), y: arrayPixel(linear.crpix[1]) },
    cd: linear.matrix,
  });
}
