"""Peer: background of a frame by sep."""

import sys
from pathlib import Path

import numpy as np
import sep
from serve import serve

folder, width, height, box = Path(sys.argv[1]), *(int(text) for text in sys.argv[2:5])
image = np.fromfile(folder / "image.f32", "f4").reshape(height, width)
results = {}


def run():
    found = sep.Background(image, bw=box, bh=box, fw=3, fh=3)
    results.update(level=found.back())


def save():
    results["level"].astype("f4").tofile(folder / "level.f32")


serve(run=run, save=save)
