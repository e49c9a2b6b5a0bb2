"""Peer: a 16-bit frame in Rice tiles, written and read by astropy."""

import sys
from pathlib import Path

import numpy as np
from astropy.io import fits
from serve import serve

folder, width, height = Path(sys.argv[1]), *map(int, sys.argv[2:4])
frame = np.fromfile(folder / "frame.u16", "u2").reshape(height, width)
made = folder / "peer.fits.fz"
read_frame = None


def write():
    fits.CompImageHDU(frame, compression_type="RICE_1").writeto(made, overwrite=True, checksum=True)


def read(file, memmap=True):
    """With memmap, the default, closing the file collects garbage, which takes most of the time."""
    global read_frame
    with fits.open(folder / file, memmap=memmap) as hdus:
        read_frame = np.ascontiguousarray(hdus[1].data)


def compare():
    """Number of pixels that are not the frame's, in our file read by astropy."""
    read("ours.fits.fz")
    return {"our file, read by the peer": int(np.count_nonzero(read_frame != frame))}


serve(write=write, read=read, compare=compare)
