"""Peer: median over a disk by scipy.ndimage."""

import sys
from pathlib import Path

import numpy as np
from scipy.ndimage import median_filter
from serve import serve

folder, width, height = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
image = np.fromfile(folder / "image.f32", "f4").reshape(height, width)
results = {}


def run(radius):
    reach = int(radius)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disk = x * x + y * y <= radius * radius
    results["median"] = median_filter(image, footprint=disk, mode="reflect")


def compare():
    ours = np.fromfile(folder / "ours.f32", "f4").reshape(height, width)
    return {"pixels": int(np.count_nonzero(ours != results["median"]))}


serve(run=run, compare=compare)
