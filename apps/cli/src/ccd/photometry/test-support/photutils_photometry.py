"""Writes photutils-photometry.json: photutils' photometry of a real frame that lies beside the checkout.

Run with a Python that has photutils: python3 photutils_photometry.py ../../../../../../../shared/data/real
Only positions and numbers are kept: the frame itself is not ours to give.
"""
import json
import os
import sys

import numpy as np
import photutils
from astropy.io import fits
from astropy.stats import SigmaClip
from photutils.aperture import (
    ApertureStats,
    CircularAnnulus,
    CircularAperture,
    aperture_photometry,
)
from photutils.background import SExtractorBackground
from photutils.detection import DAOStarFinder

FRAME = "ccd/cafos_ngc2420_V_60s_1.fits.gz"
RADII = [2.0, 4.5, 9.0]
ANNULUS = (12.0, 18.0)
GAIN, READ_NOISE = 2.3, 5.1

image = fits.getdata(os.path.join(sys.argv[1], FRAME)).astype("f8")
height, width = image.shape
# A bad column, a bad patch and bad rows at the border.
mask = np.zeros(image.shape, dtype=bool)
mask[:, 255] = True
mask[100:130, 300:330] = True
mask[:3, :] = True

stars = DAOStarFinder(fwhm=4.3, threshold=200)(image - np.median(image))
order = np.argsort(-stars["flux"], kind="stable")[:60]
found = [(float(stars["xcentroid"][i]), float(stars["ycentroid"][i])) for i in order]
# On the mask, over edges and corners, and at whole and half pixels.
odd = [(255.2, 80.4), (300.7, 115.1), (315.0, 115.0), (0.3, 0.4), (511.4, 511.2), (-0.4, 250.0)]
odd += [(250.5, 250.5), (100.0, 200.0), (508.0, 3.0), (200.25, 1.75)]
positions = found + odd

annuli = CircularAnnulus(positions, *ANNULUS)
clip = SigmaClip(3, maxiters=10)
ring = ApertureStats(image, annuli, mask=mask, sigma_clip=clip)
modes = []
for ring_mask in annuli.to_mask(method="center"):
    values = ring_mask.get_values(image, mask=mask)
    modes.append(float(SExtractorBackground(sigma_clip=clip)(values)))
levels = {
    "median": [float(value) for value in ring.median],
    "mean": [float(value) for value in ring.mean],
    "mode": modes,
}

sums = {}
for method in ("exact", "center", "subpixel"):
    apertures = [CircularAperture(positions, radius) for radius in RADII]
    table = aperture_photometry(image, apertures, mask=mask, method=method, subpixels=5)
    ones = aperture_photometry(np.ones(image.shape), apertures, mask=mask, method=method, subpixels=5)
    sums[method] = [
        {
            "radius": radius,
            "sum": [float(value) for value in table[f"aperture_sum_{k}"]],
            "area": [float(value) for value in ones[f"aperture_sum_{k}"]],
        }
        for k, radius in enumerate(RADII)
    ]

# The CCD equation with the error of the median, for the middle radius.
exact = sums["exact"][1]
total, area = np.array(exact["sum"]), np.array(exact["area"])
flux = total - np.array(levels["median"]) * area
std = np.array([float(value) for value in ring.std])
kept = []
for ring_mask in annuli.to_mask(method="center"):
    kept.append(int(np.count_nonzero(~np.ma.getmaskarray(clip(ring_mask.get_values(image, mask=mask))))))
kept = np.array(kept, dtype=float)
per_pixel = np.maximum(std**2, (READ_NOISE / GAIN) ** 2)
error = np.sqrt(np.maximum(flux, 0) / GAIN + area * per_pixel + np.pi / 2 * area**2 * per_pixel / kept)

document = {
    "photutils": photutils.__version__,
    "frame": FRAME,
    "annulus": ANNULUS,
    "gain": GAIN,
    "readNoise": READ_NOISE,
    "x": [x for x, _ in positions],
    "y": [y for _, y in positions],
    "levels": levels,
    "std": [float(value) for value in std],
    "kept": [int(value) for value in kept],
    "sums": sums,
    "fluxError": [float(value) for value in error],
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "photutils-photometry.json")
with open(path, "w") as file:
    json.dump(document, file)
    file.write("\n")
