"""Writes photutils-real-frames.json: what photutils finds in real frames that lie beside the checkout.

Run with a Python that has photutils: python3 photutils_real_frames.py ../../../../../shared/data/real
Only counts, sums and the brightest stars are kept: the frames themselves are not ours to give.
"""
import json
import os
import sys

import numpy as np
import photutils
from astropy.io import fits
from astropy.stats import SigmaClip
from photutils.background import Background2D, MMMBackground, StdBackgroundRMS
from photutils.detection import DAOStarFinder

folder = sys.argv[1]
columns = ("xcentroid", "ycentroid", "sharpness", "roundness1", "roundness2", "peak", "flux")
names = sorted(
    os.path.join(place, name)
    for place in ("ccd", "series")
    for name in os.listdir(os.path.join(folder, place))
    if name.startswith(("cafos_ngc2420_", "hatp-32")) and name.endswith(".fits.gz")
)

frames = []
for name in names:
    image = fits.getdata(os.path.join(folder, name)).astype("f4").astype("f8")
    background = Background2D(
        image,
        (50, 50),
        filter_size=5,
        exclude_percentile=90,
        sigma_clip=SigmaClip(3, maxiters=10),
        bkg_estimator=MMMBackground(sigma_clip=None),
        bkgrms_estimator=StdBackgroundRMS(sigma_clip=None),
    )
    threshold = 5 * float(background.background_rms_median)
    find = DAOStarFinder(fwhm=4.3, threshold=threshold)
    # Whole numbers make ties: a star with two equal highest pixels is listed twice, until rounding
    # to float32, as our images are, parts the two.
    residual = image - background.background
    stars = find(residual.astype("f4").astype("f8"))
    order = np.argsort(-stars["flux"], kind="stable")[:25]
    frames.append(
        {
            "file": name.replace(os.sep, "/"),
            "threshold": threshold,
            "count": len(stars),
            "countInFloat64": len(find(residual)),
            "sums": {column: float(np.sum(stars[column])) for column in columns},
            "brightest": [[float(stars[column][star]) for column in columns] for star in order],
        }
    )
    print(name, len(stars), frames[-1]["countInFloat64"], threshold)

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "photutils-real-frames.json")
with open(path, "w") as file:
    json.dump({"photutils": photutils.__version__, "columns": columns, "frames": frames}, file)
    file.write("\n")
