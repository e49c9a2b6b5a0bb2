"""Peer: float32 images written and read by astropy."""

import sys
from pathlib import Path

import numpy as np
from astropy.io import fits
from serve import serve

folder, width, height, count = Path(sys.argv[1]), *map(int, sys.argv[2:5])
image = np.fromfile(folder / "image.f32", "f4").reshape(height, width)
output = folder / "peer"
output.mkdir(exist_ok=True)
header = fits.Header([("EXPTIME", 12.0), ("FILTER", "V"), ("OBJECT", "sky")])
frames = []


def write(checksum):
    for k in range(count):
        fits.PrimaryHDU(image, header).writeto(
            output / f"frame{k:02d}.fits", overwrite=True, checksum=checksum
        )


def read(source):
    frames.clear()
    for k in range(count):
        with fits.open(Path(source) / f"frame{k:02d}.fits", memmap=False) as hdus:
            frames.append(hdus[0].data.astype(np.float32))


def compare(ours):
    """Files of both read back; number of pixels that are not the image's."""
    wrong = {}
    for name, source in (("files of ours", Path(ours)), ("files of the peer", output)):
        with fits.open(source / f"frame{count - 1:02d}.fits") as hdus:
            wrong[name] = int(np.count_nonzero(hdus[0].data != image))
    return wrong


serve(write=write, read=read, compare=compare)
