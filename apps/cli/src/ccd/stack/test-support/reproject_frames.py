"""Two distorted frames of one sky, a grid, and what reproject_interp makes of them on it.

Writes reproject-frames.fits beside this file: FRAME1, FRAME2 (TAN-SIP), BILINEAR1, BILINEAR2 and
NEAREST1 on the grid of TARGET (no data, only its header), by reproject 0.10.0 and astropy 5.2.1.
Run: /usr/bin/python3 reproject_frames.py
"""

from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS, Sip
from reproject import reproject_interp


def camera(ra, dec, turn, scale, width, height, bend):
    wcs = WCS(naxis=2)
    wcs.wcs.ctype = ["RA---TAN-SIP", "DEC--TAN-SIP"] if bend else ["RA---TAN", "DEC--TAN"]
    wcs.wcs.crval = [ra, dec]
    wcs.wcs.crpix = [width / 2 + 0.7, height / 2 - 0.4]
    c, s = np.cos(np.deg2rad(turn)) * scale, np.sin(np.deg2rad(turn)) * scale
    wcs.wcs.cd = [[-c, s], [s, c]]
    wcs.wcs.radesys = "ICRS"
    if bend:
        a, b = np.zeros((3, 3)), np.zeros((3, 3))
        a[2, 0], a[1, 1], b[0, 2], b[1, 1] = bend, -bend / 2, -bend, bend / 3
        wcs.sip = Sip(a, b, None, None, wcs.wcs.crpix)
    wcs.array_shape = (height, width)
    wcs.wcs.set()
    return wcs


def header_of(wcs):
    header = wcs.to_header(relax=True)
    for i in (1, 2):
        for j in (1, 2):
            header[f"CD{i}_{j}"] = wcs.wcs.cd[i - 1][j - 1]
            header.remove(f"PC{i}_{j}", ignore_missing=True)
        header.remove(f"CDELT{i}", ignore_missing=True)
    return header


random = np.random.default_rng(20261121)
width, height = 84, 62
hdus = [fits.PrimaryHDU()]
target = camera(83.62, -5.35, 12.0, 0.018, 78, 66, 0)
target_header = header_of(target)
target_header["NAXIS1"], target_header["NAXIS2"] = 78, 66
results = []
for number, (ra, dec, turn, scale) in enumerate(
    [(83.7, -5.4, -20.0, 0.02), (83.5, -5.3, 155.0, 0.017)], start=1
):
    wcs = camera(ra, dec, turn, scale, width, height, 3e-5)
    data = (1000 + 200 * random.standard_normal((height, width))).astype(np.float32)
    header = header_of(wcs)
    hdus.append(fits.ImageHDU(data, header, name=f"FRAME{number}"))
    for order in ["bilinear"] + (["nearest-neighbor"] if number == 1 else []):
        made, _ = reproject_interp((data, wcs), target, shape_out=(66, 78), order=order)
        name = f"{'NEAREST' if order.startswith('n') else 'BILINEAR'}{number}"
        results.append(fits.ImageHDU(made, name=name))
empty = fits.ImageHDU(np.zeros((66, 78), np.uint8), header_of(target), name="TARGET")
hdus += results + [empty]
path = Path(__file__).parent / "reproject-frames.fits"
fits.HDUList(hdus).writeto(path, overwrite=True)
