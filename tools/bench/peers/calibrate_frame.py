"""Peer: one frame in memory, numpy."""

import sys
from pathlib import Path

import numpy as np
from calibration import Calibration, different
from serve import serve

folder, width, height = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
calibration = Calibration(folder, width, height)
raw = np.fromfile(folder / "raw.u16", "u2").reshape(height, width)
np.seterr(all="ignore")


def run():
    calibration.run(raw)


def compare():
    value, sigma, flags = calibration.run(raw)
    shape = (height, width)
    return {
        "value": different(value, np.fromfile(folder / "ours-value.f32", "f4").reshape(shape)),
        "sigma": different(sigma, np.fromfile(folder / "ours-sigma.f32", "f4").reshape(shape)),
        "flags": different(flags, np.fromfile(folder / "ours-flags.u8", "u1").reshape(shape)),
    }


serve(run=run, compare=compare)
