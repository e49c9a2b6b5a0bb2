import { z } from 'zod';

/**
 * Every kind of artifact, with the version of its format. The formats are described in
 * `docs/formats.md`. Raw kinds come from outside and are referred to where they lie; all others are
 * made by tasks and live in the artifact store.
 */
export const artifactKinds = {
  'raw-frame': { version: 1, extension: 'fit', title: 'raw science frame' },
  'raw-bias-crop': { version: 1, extension: 'fit', title: 'bias crop taken after a frame' },
  'raw-bias': { version: 1, extension: 'fit', title: 'full bias frame of the night' },
  'raw-dark': { version: 1, extension: 'fit', title: 'full dark frame of the night' },
  'master-bias': { version: 1, extension: 'fit', title: 'standard master bias' },
  'master-thermal': { version: 1, extension: 'fit', title: 'standard master thermal frame, DN/s' },
  'master-flat': { version: 1, extension: 'fit', title: 'master flat of a band' },
  'linearity-curve': { version: 1, extension: 'txt', title: 'linearity curve' },
  'camera-constants': { version: 1, extension: 'json', title: 'calibration constants of a camera' },
  'calibration-masters': { version: 1, extension: 'fits', title: 'masters of a set and band' },
  'calibrated-frame': { version: 1, extension: 'fits', title: 'calibrated frame' },
  'frame-astrometry': {
    version: 1,
    extension: 'fits',
    title: 'solved header of a frame and its matched stars',
  },
  'set-astrometry': {
    version: 1,
    extension: 'json',
    title: 'camera, mount and pointings of a set',
  },
  'pointing-table': { version: 1, extension: 'txt', title: 'pointing errors (pointerr)' },
  'pointing-plot': { version: 1, extension: 'png', title: 'pointing errors, plot' },
  'coordinates-table': {
    version: 1,
    extension: 'txt',
    title: 'galactic and ecliptic coordinates of frames',
  },
  'zeropoint-history': {
    version: 1,
    extension: 'json',
    title: "zeropoints of a camera's other sets",
  },
  'frame-photometry': { version: 1, extension: 'fits', title: 'stars measured in a frame' },
  'photometric-fit': { version: 1, extension: 'json', title: 'zeropoint and extinction of a set' },
  'star-photometry': { version: 1, extension: 'fits', title: 'every star measured in a set' },
  'extinction-stars': { version: 1, extension: 'txt', title: 'stars of the extinction fit' },
  'extinction-plot': { version: 1, extension: 'png', title: 'extinction fit, figure' },
  'extinction-residuals': {
    version: 1,
    extension: 'png',
    title: 'residuals of the extinction fit',
  },
  'growth-plot': { version: 1, extension: 'png', title: "part of a star's light in an aperture" },
  'zeropoint-plot': { version: 1, extension: 'png', title: "zeropoints of a camera's sets" },
  'star-free-frame': { version: 2, extension: 'fits', title: 'frame without stars' },
  'overlap-report': { version: 1, extension: 'json', title: 'what frames say of the same sky' },
  'overlap-plot': {
    version: 1,
    extension: 'png',
    title: 'what frames say of the same sky, figure',
  },
  'map-tile': { version: 3, extension: 'fits', title: 'tile of a map' },
  'brightness-map': { version: 2, extension: 'fits', title: 'all-sky luminance map' },
  'map-origin': {
    version: 1,
    extension: 'fits',
    title: 'frame, time and star confusion of the cells of the map',
  },
  'sky-brightness-dn': { version: 2, extension: 'fits', title: 'all-sky map, DN (skybright)' },
  'sky-brightness-mag': {
    version: 2,
    extension: 'fits',
    title: 'all-sky map, mag/arcsec2 (skybrightmags)',
  },
  'sky-brightness-small': {
    version: 1,
    extension: 'fits',
    title: '72 x 288 map, mag/arcsec2 (small FITS)',
  },
  'sky-brightness-full': {
    version: 1,
    extension: 'fits',
    title: 'all-sky map with stars, mag/arcsec2 (skytopomags)',
  },
  'equatorial-map': {
    version: 1,
    extension: 'fits',
    title: 'all-sky map with stars in right ascension and declination',
  },
  'faint-starlight': {
    version: 1,
    extension: 'fits',
    title: 'starlight the star-free map still holds',
  },
  'given-mask': { version: 1, extension: 'tif', title: 'terrain mask a person made' },
  'given-sky-map': { version: 1, extension: 'fits', title: 'map or profile of the sky, given' },
  'given-table': { version: 1, extension: 'csv', title: 'places, lights or albedo, given' },
  'typed-fields': { version: 1, extension: 'json', title: 'what a person typed about a night' },
  'natural-sky-choices': {
    version: 1,
    extension: 'json',
    title: 'parameters a person chose for a set',
  },
  'airglow-history': { version: 1, extension: 'json', title: 'airglow of other nights' },
  'terrain-mask': { version: 1, extension: 'fits', title: 'where sky is, and where terrain' },
  'mask-drawing': { version: 1, extension: 'tif', title: 'terrain mask to paint in' },
  'mask-picture': { version: 1, extension: 'png', title: 'low sky with the proposed skyline' },
  'natural-sky-components': {
    version: 1,
    extension: 'fits',
    title: 'components of the natural sky',
  },
  'natural-sky-fit': { version: 1, extension: 'json', title: 'natural sky as fitted' },
  'natural-sky-map': { version: 1, extension: 'fits', title: 'model of the natural sky' },
  'natural-sky-residuals': { version: 1, extension: 'png', title: 'what the model leaves' },
  'artificial-map': { version: 1, extension: 'fits', title: 'all-sky map of artificial light' },
  'observed-metrics': { version: 1, extension: 'json', title: 'numbers of all light' },
  metrics: { version: 2, extension: 'json', title: 'numbers measured on a map' },
  'natural-panorama': { version: 1, extension: 'png', title: 'panorama of the natural sky' },
  'artificial-panorama': { version: 1, extension: 'png', title: 'panorama of artificial light' },
  'artificial-fisheye': { version: 1, extension: 'png', title: 'fisheye of artificial light' },
  'natural-sky-figure': { version: 1, extension: 'png', title: 'data, model and remainder' },
  'vertical-plot': { version: 1, extension: 'png', title: 'vertical illuminance, figure' },
  'night-report': { version: 1, extension: 'html', title: 'report of a night' },
  'night-report-facts': { version: 1, extension: 'json', title: 'the facts of the report' },
  panorama: { version: 1, extension: 'png', title: 'Hammer panorama' },
  fisheye: { version: 1, extension: 'png', title: 'fisheye picture' },
} as const satisfies Record<string, { version: number; extension: string; title: string }>;

export type ArtifactKind = keyof typeof artifactKinds;

export const artifactKindSchema = z.enum(
  Object.keys(artifactKinds) as [ArtifactKind, ...ArtifactKind[]],
);
