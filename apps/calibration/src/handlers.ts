import type { TaskHandlers } from '@nightskies/platform';
import { calibrationFrame } from './calibration-frame.js';
import { calibrationMasters } from './calibration-masters.js';

/**
 * What the tasks of this service need in their input roles.
 *
 * `calibration.masters`
 * - `reference`: the first frame of the band that is there. Its EXPTIME and shape are the set's.
 *   EGAIN in its header, when above 0, is the gain.
 * - `compatReference`: zenith1, needed with `compat=nsnsd` unless `reference` is zenith1 itself. Where
 *   another frame stands in (by its name), a caveat says so.
 * - `masterBias`, `masterThermal`: needed with `masters=standard`, else not read.
 * - `bias`: all mbias frames of the set, in both master modes: they also give the read noise and
 *   the level of the bias for the measurement of the gain.
 * - `dark`: all dark frames, needed with `masters=night`; paired with `bias` by the number in the
 *   name. The same for V and B.
 * - `flat` of the band, `linearity`, `camera`.
 * - `science`: V or B frames of the set to measure the gain from, only in default mode and only when
 *   neither EGAIN nor the camera constants state it. Up to nine are used, evenly spread over those
 *   given; bright ones (low rows, towards towns) measure best.
 * - `crop`: with `science`, the bias crops of the set (all, or those of the science frames): they give
 *   the bias at the time of each by JD. Without them the gain is less certain and says so.
 *
 * `calibration.frame`
 * - `raw`: the frame. `masters`: of its set and band.
 * - `crop`: the one bias crop of the frame's number (B: that of the V frame of the same number). Where
 *   that is missing, its nearest usable neighbours before and after, with the lost crop listed in the
 *   task's missing inputs under role `crop`: this is how the handler tells the two cases apart. More
 *   than one crop is always interpolated in time by JD.
 */
export const handlers: TaskHandlers = {
  'calibration.masters': calibrationMasters,
  'calibration.frame': calibrationFrame,
};
