"""Writes photutils-apertures.json: what photutils makes of the image of photutils-apertures.ts.

Run with a Python that has photutils: python3 photutils_apertures.py
"""
import json
import math
import os
import warnings

import numpy as np
import photutils
from astropy.stats import SigmaClip
from photutils.aperture import ApertureStats, CircularAnnulus, CircularAperture, EllipticalAperture
from photutils.background import SExtractorBackground

warnings.simplefilter('ignore')
width, height = 57, 44
y, x = np.mgrid[0:height, 0:width]
# Exact in float32.
data = ((x * 7919 + y * 104729 + x * y * 31) % 1001) / 4 + 3 * x + 2 * y
data = data + np.where((x * 13 + y * 7) % 97 == 0, 4000, 0)
error = ((x + 2 * y) % 5 + 1) / 4
mask = ((x >= 20) & (x < 24) & (y >= 10) & (y < 30)) | ((x * 5 + y * 3) % 17 == 0) | (x >= 53)
# Pixels without value, some of them masked.
holes = np.where((x * 11 + y * 29) % 211 == 0, np.nan, data)

positions = [
    (28.3, 20.7), (31, 15), (30.5, 25.5), (22.25, 19.75), (14.999, 30.001), (40.1, 8.9), (9, 9.5),
    (0, 0), (-0.5, 12), (-0.4, -0.4), (56.2, 43.1), (56.5, 20), (30, 43.5), (54.3, 5.5), (55, 36),
    (-3, 20), (-6.3, 20), (60.2, 46), (63, 22), (28, -8.25), (-200, 1e5), (17.3, 43.9), (48.6, 21.2),
    # Pixels at distances of 1, 6, 8 and 12 px but for rounding.
    (15.6, 10.2), (33.4, 22.8),
]
circles = [0.3, 1, 2.5, 6, 20]
ellipses = [(5, 3, 30), (9, 1.2, -50), (4, 4, 10), (0.4, 0.2, 75), (12, 6, 90)]
methods = [('exact', 5), ('center', 5), ('subpixel', 5), ('subpixel', 4)]


def numbers(values):
    return [None if math.isnan(v) else float(v) for v in np.atleast_1d(values)]


apertures = [(dict(radiusPx=r), CircularAperture(positions, r)) for r in circles]
apertures += [(dict(semiMajorPx=a, semiMinorPx=b, thetaDeg=t),
               EllipticalAperture(positions, a, b, math.radians(t))) for a, b, t in ellipses]
sums = []
for shape, aperture in apertures:
    for method, subpixels in methods:
        for masked in (False, True):
            given = mask if masked else None
            options = dict(method=method, subpixels=subpixels)
            total, sigma = aperture.do_photometry(data, error=error, mask=given, **options)
            pitted, _ = aperture.do_photometry(holes, mask=given, **options)
            area = aperture.area_overlap(data, mask=given, **options)
            sums.append(dict(shape=shape, **options, masked=masked, sum=numbers(total),
                             error=numbers(sigma), area=numbers(area), sumWithHoles=numbers(pitted)))

annuli = []
mode = SExtractorBackground(sigma_clip=None)
for inner, outer, clip in [(8, 12, (5, 10)), (9, 18, None), (4, 7, (2, 3)), (1, 2.5, (1.5, 20)),
                           (0.3, 1, (3, 5)), (6, 7, (3, 1))]:
    for masked in (False, True):
        annulus = CircularAnnulus(positions, inner, outer)
        given = dict(mask=mask if masked else None)
        clipped = None if clip is None else SigmaClip(clip[0], maxiters=clip[1])
        stats = ApertureStats(holes, annulus, sigma_clip=clipped, **given)
        whole = ApertureStats(holes, annulus, **given)
        kept = stats._data_values_center
        annuli.append(dict(
            annulus=dict(innerPx=inner, outerPx=outer),
            clip=None if clip is None else dict(sigma=clip[0], iterations=clip[1]), masked=masked,
            mean=numbers(stats.mean), median=numbers(stats.median), std=numbers(stats.std),
            mode=numbers([mode(values) for values in kept]),
            pixels=numbers(stats.center_aper_area.value), area=numbers(whole.center_aper_area.value)))

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'photutils-apertures.json')
with open(path, 'w') as file:
    json.dump(dict(photutils=photutils.__version__, positions=positions, sums=sums, annuli=annuli), file)
    file.write('\n')
print(len(sums), 'sums', len(annuli), 'annuli')
