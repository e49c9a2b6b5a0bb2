"""Peer: SWarp over files, one thread. The program is a child: its CPU time is taken from the system."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
from astropy.io import fits
from serve import serve

folder = Path(sys.argv[1])
cards = json.loads((folder / "grid.json").read_text())
quoted = {name: f"'{v}'" if isinstance(v, str) else v for name, v in cards.items()}
lines = [f"{name:<8}= {value:>20}" for name, value in quoted.items()]
(folder / "peer.head").write_text("\n".join([*lines, "END"]) + "\n")


def run(resampling):
    """CPU seconds of the co-addition of all frames with their weights."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    options = {
        "IMAGEOUT_NAME": "peer.fits",
        "WEIGHTOUT_NAME": "peer.weight.fits",
        "WEIGHT_TYPE": "MAP_WEIGHT",
        "COMBINE_TYPE": "WEIGHTED",
        "RESAMPLING_TYPE": resampling,
        "OVERSAMPLING": "1",
        "SUBTRACT_BACK": "N",
        "FSCALASTRO_TYPE": "NONE",
        "NTHREADS": "1",
        "MEM_MAX": "2000",
        "COMBINE_BUFSIZE": "1000",
        "WRITE_XML": "N",
        "VERBOSE_TYPE": "QUIET",
    }
    command = ["SWarp", *sorted(str(path) for path in (folder / "frames").glob("ib???.fits"))]
    for name, value in options.items():
        command += [f"-{name}", value]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(ours):
    """Differences of the two maps where both have data."""
    peer = fits.getdata(folder / "peer.fits")
    weight = fits.getdata(folder / "peer.weight.fits")
    mine = fits.getdata(ours)
    seen = weight > 0
    both = np.isfinite(mine) & seen
    relative = np.abs(mine[both] / peer[both] - 1)
    return {
        "medianRelative": float(np.median(relative)),
        "ninetiethRelative": float(np.percentile(relative, 90)),
        "cellsInBoth": int(np.count_nonzero(both)),
        "cellsInOne": int(np.count_nonzero(np.isfinite(mine) != seen)),
    }


serve(run=run, compare=compare)
