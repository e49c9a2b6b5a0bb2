// Masters and terms of a frame, in memory for us and as plain files for the peer.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { image, linearityTable } from '@nightskies/pixels';
import { masters } from './made-up-frames.mjs';

/** A curve that rises by 12 % over the range, with a bend. */
const factorAt = (dn) => (dn < 20000 ? 1 + dn / 1e6 : 1.02 + (dn - 20000) / 4e5);

export function calibrationSet(width, height, folder) {
  const made = masters(width, height, 7);
  const planes = Object.fromEntries(
    Object.entries(made).map(([name, data]) => [name, image(width, height, data)]),
  );
  const terms = {
    linearity: linearityTable(factorAt, 0, 60000),
    driftDn: -0.37,
    darkScale: 1.25,
    saturationDn: 65535,
    lowestDn: -50,
    highestDn: 60000,
    quietVarianceDn2: 90,
    gainElectronsPerDn: 1.6,
    flatRelativeVariance: 1e-6,
  };
  const { linearity, gainElectronsPerDn, ...plain } = terms;
  writeFileSync(join(folder, 'bias.f32'), made.bias);
  writeFileSync(join(folder, 'dark.f32'), made.dark);
  writeFileSync(join(folder, 'flat.f32'), made.flat);
  writeFileSync(join(folder, 'bad.u8'), made.badPixels);
  writeFileSync(join(folder, 'factors.f32'), linearity.factors);
  writeFileSync(
    join(folder, 'terms.json'),
    JSON.stringify({
      ...plain,
      originDn: linearity.originDn,
      varianceOfSignal: Math.fround(1 / Math.fround(gainElectronsPerDn)),
    }),
  );
  return { planes, terms };
}
