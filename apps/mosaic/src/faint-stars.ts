import { readFile } from 'node:fs/promises';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { readCircumstances, skyOver } from '@nightskies/astrometry';
import { firstImage, openFits, readFits, type CardEntry, type Header } from '@nightskies/fits';
import {
  binningOf,
  CatalogueDensity,
  faintStarColourMag,
  keptFaintStarlight,
  starlightFile,
} from '@nightskies/mosaic';
import { airmass } from '@nightskies/photometry';
import { image } from '@nightskies/pixels';
import type { TaskContext, TaskHandler } from '@nightskies/platform';
import { luminanceOfMag, openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';

/** Extinction of a clear night at a usual site, mag/airmass, where none was fitted. */
const usualExtinction = { V: 0.2, B: 0.35 } as const;

/** `mosaic.faint-stars`: how much starlight the star-free map of a set still holds. */
export const faintStars: TaskHandler<'mosaic.faint-stars'> = async (context) => {
  const given = await context.one('small');
  const small = firstImage(readFits(given.bytes, given.name));
  const { header, name } = await middleFrame(context);
  const band = small.header.string('BAND') === 'B' ? 'B' : 'V';
  const sky = skyOver(readCircumstances(header, band, context.parameters['julian-date']));
  if (sky === null) throw unknownSky(name);
  const { binningX, binningY } = binningOf(header);
  const [width = 0, height = 0] = small.shape;
  const mags = small.float32();
  const starlight = keptFaintStarlight({
    zeropointMag: small.header.requireNumber('ZEROPT'),
    plateScaleArcsec: small.header.requireNumber('PLTSCALE') / Math.sqrt(binningX * binningY),
    small: image(
      width,
      height,
      mags.map((mag) => luminanceOfMag(mag)),
    ),
    sky,
    density: new CatalogueDensity(openStarCatalogue(await readFile(starCatalogueUrl))),
    extinction: small.header.number('EXTINCT') ?? usualExtinction[band],
    airmassAt: (altitudeDeg) => airmass(context.parameters.airmass, altitudeDeg),
    exposureSeconds: header.requireNumber('EXPTIME'),
    ...{ binningX, binningY },
    gainElectronsPerDn: stated(header, 'GAIN', name),
    readNoiseElectrons: stated(header, 'RDNOISE', name),
    radiusDeg: context.parameters['star-removal-radius'],
    colourMag: band === 'B' ? faintStarColourMag : 0,
  });
  const cards = ['NIGHT', 'SET', 'BAND', 'CAMERA', 'ZEROPT', 'ZEROPERR', 'EXTINCT', 'EXTERR'];
  return {
    outputs: [
      {
        role: 'starlight',
        name: 'faint_starlight.fits',
        bytes: starlightFile(
          starlight,
          cards.flatMap((keyword): CardEntry[] => {
            const value = small.header.card(keyword)?.value;
            return value === undefined ? [] : [[keyword, value]];
          }),
        ),
      },
    ],
  };
};

/** Header of the frame in the middle of those there are. */
async function middleFrame({
  names,
  open,
}: Pick<TaskContext<'mosaic.faint-stars'>, 'names' | 'open'>): Promise<{
  readonly header: Header;
  readonly name: string;
}> {
  const all = names('frame');
  const name = all.at(Math.floor(all.length / 2)) ?? 'ib001.fit';
  return { name, header: firstImage(openFits(await open('frame', name), name)).header };
}

function stated(header: Header, keyword: string, file: string): number {
  const value = header.number(keyword);
  if (value !== undefined && value >= 0) return value;
  throw new NightSkiesError(
    problem(
      'noise-unknown',
      'what stars a median leaves depends on the noise, which is not known',
      {
        file,
        found: `no ${keyword}`,
        expected: 'GAIN (e-/DN) and RDNOISE (e-), as calibration writes them',
        hint: 'State gain and read noise of the camera in cameras.json.',
      },
    ),
  );
}

function unknownSky(file: string): NightSkiesError {
  return new NightSkiesError(
    problem('sky-unknown', 'nobody knows which stars were over the camera', {
      file,
      found: 'no time or no site in the header',
      expected: 'JD or DATE-OBS, LONGITUD and LATITUDE',
      hint: 'Add them to the headers of the raw frames.',
    }),
  );
}
