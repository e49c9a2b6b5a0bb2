"""Peer: background of a frame by photutils.Background2D."""

import sys
from pathlib import Path

import numpy as np
from astropy.stats import SigmaClip
from photutils.background import Background2D, SExtractorBackground, StdBackgroundRMS
from serve import serve

folder, width, height, box = Path(sys.argv[1]), *(int(text) for text in sys.argv[2:5])
image = np.fromfile(folder / "image.f32", "f4").reshape(height, width).astype("f8")
results = {}


def run():
    found = Background2D(
        image,
        (box, box),
        filter_size=3,
        exclude_percentile=100,
        sigma_clip=SigmaClip(3, maxiters=10),
        bkg_estimator=SExtractorBackground(sigma_clip=None),
        bkgrms_estimator=StdBackgroundRMS(sigma_clip=None),
    )
    results.update(found=found, level=found.background, noise=found.background_rms)


def save():
    results["found"].background_mesh.astype("f8").tofile(folder / "mesh.f64")
    results["found"].background_rms_mesh.astype("f8").tofile(folder / "noise-mesh.f64")
    results["level"].astype("f4").tofile(folder / "level.f32")


serve(run=run, save=save)
