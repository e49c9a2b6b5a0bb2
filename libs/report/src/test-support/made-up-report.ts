import type {
  NightReport,
  ReportFact,
  ReportFactGroup,
  ReportPicture,
  SetReport,
} from '@nightskies/contracts';

function fact(
  name: string,
  title: string,
  value: number,
  uncertainty: number | null,
  unit: string,
  reason: string | null = null,
  note: string | null = null,
): ReportFact {
  return { name, title, value, uncertainty, unit, reason, note };
}

function unknown(name: string, title: string, unit: string, reason: string): ReportFact {
  return { name, title, value: null, uncertainty: null, unit, reason, note: null };
}

const single = (facts: readonly ReportFact[]): Pick<ReportFactGroup, 'columns' | 'rows'> => ({
  columns: ['Value ± 1 σ'],
  rows: facts.map((one) => ({ title: one.title, facts: [one] })),
});

const digest = (seed: number): string =>
  Array.from({ length: 64 }, (_, i) => ((seed * 7 + i * i * 3 + i) % 16).toString(16)).join('');

const panorama: ReportPicture = {
  file: 'panorama-full-1.jpg',
  title: 'Full-resolution panorama',
  alternative:
    'Panorama of the whole sky, north in the middle: the Milky Way from south-west to north-east, a dome of light at azimuth 74°.',
  caption: 'All light, stars included.',
  shape: 'wide',
};

/** A dark set as it usually comes out. */
export const darkSet: SetReport = {
  set: 1,
  band: 'V',
  taken: '4 October 2024, 22:21 local mean time',
  answer: {
    zenithBrightness: fact('zenith-brightness', 'Zenith', 21.7123, 0.0449, 'mag/arcsec2'),
    artificialShare: fact('artificial-share', 'Artificial part of the light', 34.24, 6.4, '%'),
    lightRatio: fact('artificial-light-ratio', 'Artificial light ratio (ALR)', 0.5234, 0.108, '1'),
    skyQuality: fact('sky-quality-index', 'Sky quality index (SQI)', 84.21, 2.13, '1'),
  },
  grade: {
    value: 4,
    by: 'proposed',
    reasons: ['the histogram of the artificial map peaks at 0.8 nL', 'extinction 0.142 is usual'],
  },
  caveats: [
    {
      code: 'missing-frames',
      weight: 'caution',
      sentence: '2 of 45 frames are missing near azimuth 210°, altitude 15°: the gap was filled.',
    },
  ],
  omissions: [
    {
      what: 'Frame ib017',
      why: 'its stars could not be matched (4 of at least 8 found): it takes no part in the maps',
    },
    { what: 'Albedo and the ALR model', why: 'no places file was given' },
  ],
  groups: [
    {
      title: 'All light',
      note: 'as observed, terrain included',
      ...single([
        fact('zenith-brightness', 'Zenith brightness', 21.7123, 0.0449, 'mag/arcsec2'),
        fact('mean-luminance', 'All-sky mean luminance', 0.3551, 0.0151, 'mcd/m2'),
        fact('maximum-luminance', 'Greatest luminance', 2.412, 0.106, 'mcd/m2'),
        fact('horizontal-illuminance', 'Horizontal illuminance', 0.9871, 0.0421, 'mlx'),
        fact('vertical-illuminance-maximum', 'Greatest vertical illuminance', 0.7712, 0.034, 'mlx'),
        fact('vertical-illuminance-maximum-azimuth', 'towards azimuth', 74.1, 2.13, 'deg'),
        fact('synthetic-sqm', 'Synthetic SQM reading', 21.512, 0.051, 'mag/arcsec2'),
        fact(
          'visible-stars',
          'Stars visible',
          2812,
          121,
          '1',
          null,
          'of 4 317 under a natural sky',
        ),
      ]),
    },
    {
      title: 'Artificial light',
      note: 'observed less natural, sky free of terrain',
      ...single([
        fact('artificial-mean-luminance', 'Mean luminance', 0.1299, 0.0266, 'mcd/m2'),
        fact('artificial-zenith-luminance', 'Luminance at the zenith', 0.0124, 0.0149, 'mcd/m2'),
        fact('artificial-horizontal-illuminance', 'Horizontal illuminance', 0.338, 0.064, 'mlx'),
        fact('artificial-minimum-luminance', 'Least luminance', -0.0213, 0.027, 'mcd/m2'),
        unknown(
          'artificial-modelled-ratio',
          'ALR of the model of towns',
          '1',
          'no places file was given',
        ),
      ]),
    },
  ],
  naturalModel: {
    outcome: 'Fitted to 14 213 deg² of sky; scatter above 20° 3.4 nL.',
    facts: [
      fact('airglow-zenith', 'Airglow at the zenith, above the atmosphere', 35.82, 2.61, 'nL'),
      fact('airglow-zenith-observed', 'Airglow at the zenith, as observed', 32.93, 2.41, 'nL'),
      fact('diffuse-factor', 'A.D.L. multiplier', 1.14, 0.32, '1', null, 'before: 1.2 ± 0.4'),
      fact(
        'emitting-height',
        'Height of the emitting layer',
        90,
        null,
        'km',
        'fixed by hand',
        'the usual value',
      ),
      fact('extinction', 'Extinction coefficient', 0.1421, 0.0083, 'mag/airmass'),
    ],
    domes: [
      {
        azimuthDeg: fact('dome-1-azimuth', 'Azimuth', 74.2, 1.1, 'deg'),
        amplitudeNl: fact('dome-1-amplitude', 'At the horizon', 912, 64, 'nL'),
        heightDeg: fact('dome-1-height', 'Falls to 1/e in', 12.3, 1.4, 'deg'),
      },
    ],
  },
  comparisons: [
    {
      title: 'Mean luminance (ALR)',
      measured: fact('artificial-mean-luminance', 'Mean luminance', 40.8, 8.4, 'nL'),
      constant: { value: 78, unit: 'nL' },
      ratioToConstant: fact('mean-luminance-ratio', 'Ratio', 0.5234, 0.108, '1'),
      ratioToNight: fact('mean-luminance-ratio-to-night', 'Ratio', 0.577, 0.13, '1'),
    },
    {
      title: 'Horizontal illuminance',
      measured: fact('artificial-horizontal-illuminance', 'Illuminance', 0.338, 0.064, 'mlx'),
      constant: { value: 0.8, unit: 'mlx' },
      ratioToConstant: fact('horizontal-illuminance-ratio', 'Ratio', 0.4225, 0.08, '1'),
      ratioToNight: fact('horizontal-illuminance-ratio-to-night', 'Ratio', 0.521, 0.11, '1'),
    },
  ],
  methods: ['Errors of the zeropoint are common to all cells.'],
  pictures: [
    panorama,
    {
      file: 'panorama-artificial-1.jpg',
      title: 'Artificial light',
      alternative: 'Panorama of the light that is left without the natural model.',
      caption: 'Warm colours: light added; blue: the model took away too much.',
      shape: 'wide',
    },
    {
      file: 'fisheye-artificial-1.jpg',
      title: 'Artificial light, looking up',
      alternative: 'Round picture of the artificial light, north up and east left.',
      caption: null,
      shape: 'half',
    },
    {
      file: 'histogram-1.png',
      title: 'Histogram of the artificial map',
      alternative: 'Histogram of artificial luminance with its peak at 0.8 nL.',
      caption: null,
      shape: 'half',
    },
  ],
  origins: [
    {
      title: 'artificial.fits',
      kind: 'artificial-map',
      sha256: digest(1),
      command: `nightskies show ${digest(1).slice(0, 12)} --provenance`,
    },
    {
      title: 'metrics.json',
      kind: 'metrics',
      sha256: digest(2),
      command: `nightskies show ${digest(2).slice(0, 12)} --provenance`,
    },
  ],
};

const moonReason = 'the Moon stood 31° high, 68 % lit: no natural model was fitted';

/** A set under the Moon: nothing artificial can be told. */
export const moonlitSet: SetReport = {
  ...darkSet,
  set: 2,
  taken: '5 October 2024, 03:47 local mean time',
  answer: {
    zenithBrightness: fact('zenith-brightness', 'Zenith', 19.4181, 0.047, 'mag/arcsec2'),
    artificialShare: unknown('artificial-share', 'Artificial part of the light', '%', moonReason),
    lightRatio: unknown('artificial-light-ratio', 'Artificial light ratio (ALR)', '1', moonReason),
    skyQuality: unknown('sky-quality-index', 'Sky quality index (SQI)', '1', moonReason),
  },
  grade: null,
  caveats: [
    {
      code: 'cloud',
      weight: 'note',
      sentence: 'Thin cloud low in the west: frames there differ by 4 % from their neighbours.',
    },
    {
      code: 'moon-up',
      weight: 'unfit',
      sentence:
        'The Moon stood 31° high, 68 % lit, during the whole set: its scattered light is the brightest of all.',
    },
    {
      code: 'no-standard-stars',
      weight: 'caution',
      sentence: 'No standard star could be measured: the zeropoint is that of the camera.',
    },
  ],
  groups: [
    {
      title: 'All light',
      note: 'moonlight in it',
      ...single([
        fact(
          'mean-luminance',
          'All-sky mean luminance',
          2.412,
          null,
          'mcd/m2',
          'the map has no UNCERT extension',
        ),
        unknown('visible-stars', 'Stars visible', '1', moonReason),
      ]),
    },
  ],
  naturalModel: null,
  comparisons: [],
  pictures: [{ ...panorama, file: 'panorama-full-2.jpg' }],
};

export const madeUpReport: NightReport = {
  format: 1,
  night: 'GRBA241004',
  location: 'Great Basin National Park',
  site: 'Mather Overlook',
  date: '4 October 2024',
  position: { latitudeDeg: 39.0086, longitudeDeg: -114.2706, elevationM: 2754 },
  collectedBy: 'A. Person, B. Person',
  processedBy: null,
  instrument: 'FLI-ML8300, Nikkor 24 mm',
  program: 'Night Skies 0.1.0',
  requested: null,
  caveats: [
    {
      code: 'other-flat',
      weight: 'note',
      sentence: 'The flat is of 12 March 2023: its large-scale error is in the systematic part.',
    },
  ],
  omissions: [{ what: 'Set 3', why: 'only 11 of 45 frames were found' }],
  sets: [darkSet, moonlitSet],
  origins: [{ title: 'cameras.json', kind: 'camera-constants', sha256: digest(3), command: null }],
};
