"""Peer: frames with a WCS laid onto the map and added by weight, by reproject_and_coadd, in memory."""

import json
import sys
import warnings
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS, FITSFixedWarning
from reproject import reproject_interp
from reproject.mosaicking import reproject_and_coadd
from serve import serve

warnings.simplefilter("ignore", FITSFixedWarning)

folder = Path(sys.argv[1])
cards = json.loads((folder / "grid.json").read_text())
header = fits.Header({name: value for name, value in cards.items() if not name.startswith("NAXIS")})
grid = WCS(header)
shape = (cards["NAXIS2"], cards["NAXIS1"])
frames = []
weights = []
for path in sorted((folder / "frames").glob("ib???.fits")):
    with fits.open(path, memmap=False) as hdus:
        frames.append((hdus[0].data.astype("f4"), WCS(hdus[0].header)))
    weights.append(fits.getdata(path.with_suffix(".weight.fits")).astype("f4"))
maps = {}


def run():
    maps["mean"], _ = reproject_and_coadd(
        frames,
        grid,
        shape_out=shape,
        input_weights=weights,
        reproject_function=reproject_interp,
        order="bilinear",
    )


def compare():
    """Frame by frame: where several cover a cell the weights differ."""
    largest, both, one = 0.0, 0, 0
    for k, frame in enumerate(frames):
        ours = np.fromfile(folder / f"ours{k}.f32", "f4").reshape(shape)
        peer, _ = reproject_interp(frame, grid, shape_out=shape, order="bilinear")
        common = np.isfinite(ours) & np.isfinite(peer)
        largest = max(largest, float(np.max(np.abs(ours[common] / peer[common] - 1))))
        both += int(np.count_nonzero(common))
        one += int(np.count_nonzero(np.isfinite(ours) != np.isfinite(peer)))
    covered = int(np.count_nonzero(np.isfinite(maps["mean"]) & (maps["mean"] != 0)))
    return {
        "largestRelative": largest,
        "cellsInBoth": both,
        "cellsInOne": one,
        "cellsOfPeerMap": covered,
    }


serve(run=run, compare=compare)
