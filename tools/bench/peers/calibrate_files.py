"""Peer: raw files to calibrated files of three HDUs, numpy and astropy."""

import sys
from pathlib import Path

import numpy as np
from astropy.io import fits
from calibration import Calibration, different
from serve import serve

folder, width, height = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
calibration = Calibration(folder, width, height)
np.seterr(all="ignore")
output = folder / "peer"
output.mkdir(exist_ok=True)


def run(checksum):
    for path in sorted((folder / "raw").iterdir()):
        with fits.open(path, memmap=False, uint=True) as hdus:
            value, sigma, flags = calibration.run(hdus[0].data)
            header = hdus[0].header.copy()
        for keyword in ("BZERO", "BSCALE"):
            header.remove(keyword, ignore_missing=True)
        fits.HDUList(
            [
                fits.PrimaryHDU(value, header),
                fits.ImageHDU(sigma, name="UNCERT"),
                fits.ImageHDU(flags, name="FLAGS"),
            ]
        ).writeto(output / path.name, overwrite=True, checksum=checksum)


def compare(ours):
    names = sorted(path.name for path in (folder / "raw").iterdir())
    wrong = {}
    for name in (names[0], names[-1]):
        with fits.open(Path(ours) / name) as one, fits.open(output / name) as other:
            for k, plane in enumerate(("value", "sigma", "flags")):
                wrong[f"{plane} of {name}"] = different(one[k].data, other[k].data)
    return wrong


serve(run=run, compare=compare)
