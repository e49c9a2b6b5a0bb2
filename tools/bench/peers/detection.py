"""Peer: stars of a frame by photutils.DAOStarFinder."""

import sys
from pathlib import Path

import numpy as np
from photutils.detection import DAOStarFinder
from serve import serve

folder, width, height = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
image = np.fromfile(folder / "image.f32", "f4").reshape(height, width).astype("f8")
find = DAOStarFinder(fwhm=float(sys.argv[4]), threshold=float(sys.argv[5]))
results = {}


def run():
    results["stars"] = find(image)


def save():
    names = ("xcentroid", "ycentroid", "sharpness", "roundness1", "roundness2", "flux")
    stars = results["stars"]
    np.array([stars[name] for name in names], "f8").tofile(folder / "stars.f64")
    return len(stars)


serve(run=run, save=save)
