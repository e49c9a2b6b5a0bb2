"""Writes photutils-fixture.json: what photutils makes of the sky of made-up-sky.ts.

Run with a Python that has photutils: python3 photutils_fixture.py
"""
import json
import os

import numpy as np
import photutils
from astropy.stats import SigmaClip
from photutils.background import (Background2D, BkgZoomInterpolator, MeanBackground, MedianBackground,
                                  MMMBackground, SExtractorBackground, StdBackgroundRMS)
from photutils.detection import DAOStarFinder

y, x = np.mgrid[0:120, 0:160]
sky = 500 + 0.5 * x + 0.3 * y + 0.002 * x * y + ((x * 7919 + y * 104729 + x * y * 31) % 101) * 0.2
for k in range(60):
    sx = ((k * 7919 + 13) % 16400) / 100 - 2
    sy = ((k * 104729 + 7) % 12300) / 100 - 1.5
    sky = sky + 60 * 10 ** (((k * 31) % 60) / 25) * np.exp(-((x - sx) ** 2 + (y - sy) ** 2) / 2.44)
sky = np.minimum(sky, 9000).astype('f4')
sky[50, 71] += 800
data = sky.astype('f8')
mask = ((x >= 40) & (x < 52) & (y >= 30) & (y < 44)) | ((x * 5 + y * 3) % 17 == 0)

backgrounds = []
for name, kind, width, height, size, percent, masked, order in [
    ('sextractor', SExtractorBackground, 20, 20, 3, 40, False, 3),
    ('mmm', MMMBackground, 25, 16, 5, 60, False, 3),
    ('median', MedianBackground, 32, 24, 1, 100, True, 1),
    ('mean', MeanBackground, 22, 17, 3, 100, True, 3),
]:
    found = Background2D(data, (height, width), mask=mask if masked else None, filter_size=size,
                         exclude_percentile=percent, sigma_clip=SigmaClip(3, maxiters=10),
                         bkg_estimator=kind(sigma_clip=None),
                         bkgrms_estimator=StdBackgroundRMS(sigma_clip=None),
                         interpolator=BkgZoomInterpolator(order=order))
    at = [0, 159, 80 * 160 + 77, 33 * 160 + 45, 119 * 160, 119 * 160 + 159]
    backgrounds.append(dict(
        estimator=name, boxWidthPx=width, boxHeightPx=height, filter=size, excludePercent=percent,
        masked=masked, interpolation='bicubic' if order == 3 else 'bilinear',
        mesh=found.background_mesh.ravel().tolist(), noise=found.background_rms_mesh.ravel().tolist(),
        pixels=at, levels=found.background.ravel()[at].tolist(),
        noises=found.background_rms.ravel()[at].tolist()))

flat = data - (500 + 0.5 * x + 0.3 * y + 0.002 * x * y + 10)
flat = flat.astype('f4').astype('f8')
detections = []
for options in [
    dict(fwhm=2.6, threshold=40),
    dict(fwhm=2.6, threshold=40, exclude_border=True, mask=True),
    dict(fwhm=4.3, threshold=60, sharplo=0.1, sharphi=3, roundlo=-2, roundhi=2),
    dict(fwhm=6.0, threshold=30, ratio=0.6, theta=30, sigma_radius=2, sky=3, peakmax=6000),
    dict(fwhm=2.0, threshold=40, brightest=12),
]:
    arguments = {key: value for key, value in options.items() if key != 'mask'}
    table = DAOStarFinder(**arguments)(flat, mask=mask if 'mask' in options else None)
    columns = {name: [None if np.isnan(v) else float(v) for v in table[name]]
               for name in table.colnames if name not in ('id', 'sky', 'npix')}
    detections.append(dict(options=options, npix=int(table['npix'][0]), columns=columns))

version = photutils.__version__
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'photutils-fixture.json')
with open(path, 'w') as file:
    json.dump(dict(photutils=version, backgrounds=backgrounds, detections=detections), file)
    file.write('\n')
print([len(d['columns']['flux']) for d in detections])
