"""The frames and places that the peers of apertures sum over."""

import sys
from pathlib import Path

import numpy as np

folder, width, height, count = Path(sys.argv[1]), *(int(text) for text in sys.argv[2:5])
radius = float(sys.argv[5])
frames = [
    np.fromfile(folder / f"frame-{k}.f32", "f4").reshape(height, width) for k in range(count)
]
x = np.fromfile(folder / "x.f64", "f8")
y = np.fromfile(folder / "y.f64", "f8")


def write(sums):
    np.array(sums, "f8").tofile(folder / "sums.f64")
