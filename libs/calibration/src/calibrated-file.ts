import { pixelFlags } from '@nightskies/contracts';
import { type CardEntry, Header, writeFits } from '@nightskies/fits';
import type { ByteRoom } from '@nightskies/pixels';
import type { DefaultFrame } from './default-frame.js';
import { modeCards, noiseCards } from './masters-file.js';
import type { CalibrationMasters, CameraNumber } from './masters.js';
import type { NsnsdFrame } from './nsnsd-frame.js';

/** What the header of a calibrated frame says of its calibration. */
export interface CalibrationRecord {
  readonly masters: CalibrationMasters;
  readonly driftDn: number;
  readonly driftUncertaintyDn: number;
  readonly gain: CameraNumber | null;
  readonly readNoise: CameraNumber | null;
}

function calibrationCards(record: CalibrationRecord): CardEntry[] {
  return [
    ['BUNIT', 'DN'],
    ['BIASDRFT', record.driftDn, 'DN, bias of the frame minus master bias'],
    ['BIASDERR', record.driftUncertaintyDn, 'DN, 1 sigma of BIASDRFT, common to all pixels'],
    ...noiseCards(record.gain, record.readNoise),
    ['DARKTIME', record.masters.darkSeconds, 's, exposure of the dark'],
    ...modeCards(record.masters),
  ];
}

const flagCards: readonly CardEntry[] = Object.values(pixelFlags).map(
  ({ keyword, title }): CardEntry => [keyword, title],
);

/**
 * File of a frame calibrated in the default mode (artifact `calibrated-frame`): float32 DN with the
 * cards of the raw frame and those of its calibration; extension UNCERT, float32, 1 sigma in DN;
 * extension FLAGS, uint8, whose bits FLAG1, FLAG2, FLAG4, FLAG8 say.
 *
 * @param into memory to write to, as `writeFits` says
 */
export function writeDefaultFrame(
  raw: Header,
  frame: DefaultFrame,
  record: CalibrationRecord,
  into?: ByteRoom,
): Uint8Array {
  const shape = [frame.value.width, frame.value.height];
  const hdus = [
    {
      header: raw.withAll([...calibrationCards(record), ...flagCards]),
      shape,
      data: frame.value.data,
    },
    {
      name: 'UNCERT',
      header: Header.of([['BUNIT', 'DN', '1 sigma']]),
      shape,
      data: frame.uncertainty.data,
    },
    { name: 'FLAGS', header: Header.of(flagCards), shape, data: frame.flags.data },
  ];
  return writeFits(hdus, into);
}

/**
 * File of a frame calibrated with the old arithmetic: unsigned 16 bit by BZERO, the raw cards,
 * IMAGETYP = CALIB_M (image-stages 3.5), and how it was made.
 */
export function writeNsnsdFrame(
  raw: Header,
  frame: NsnsdFrame,
  record: CalibrationRecord,
): Uint8Array {
  return writeFits([
    {
      header: raw.with('IMAGETYP', 'CALIB_M').withAll(calibrationCards(record)),
      shape: [frame.image.width, frame.image.height],
      data: frame.image.data,
    },
  ]);
}
