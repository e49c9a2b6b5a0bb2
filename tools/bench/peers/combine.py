"""Peers: combining frames by numpy, astropy and ccdproc."""

import sys
import warnings
from pathlib import Path

import numpy as np

from serve import serve

folder, frames, side = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
cube = np.fromfile(folder / "frames.f32", "f4").reshape(frames, side, side)
results = {}


def median():
    results["values"] = np.median(cube, axis=0)


def nanmedian():
    results["values"] = np.nanmedian(cube, axis=0)


def sigma_clip(kappa, iterations):
    from astropy.stats import sigma_clip as clip

    clipped = clip(
        cube, sigma=kappa, maxiters=iterations, axis=0, masked=False, copy=True
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results["values"] = np.nanmean(clipped, axis=0)
    results["used"] = np.count_nonzero(np.isfinite(clipped), axis=0)


def prepare_combiner():
    from astropy.nddata import CCDData
    from ccdproc import Combiner

    results["combiner"] = Combiner([CCDData(frame, unit="adu") for frame in cube])


def ccdproc_median():
    results["values"] = np.asarray(results["combiner"].median_combine().data)


def ccdproc_clipped(kappa):
    made = results["combiner"]
    made.data_arr.mask = np.ma.nomask
    made.sigma_clipping(low_thresh=kappa, high_thresh=kappa, func="median")
    results["values"] = np.asarray(made.average_combine().data)
    results["used"] = frames - np.count_nonzero(
        np.ma.getmaskarray(made.data_arr), axis=0
    )


def compare(used=False):
    ours = np.fromfile(folder / "ours.f32", "f4").reshape(side, side)
    theirs = results["values"]
    if not used:
        return {"pixels": int(np.count_nonzero(ours != theirs.astype("f4")))}
    counts = np.fromfile(folder / "used.u8", "u1").reshape(side, side)
    same = counts == results["used"]
    off = np.abs(ours[same] - theirs[same]) / np.abs(theirs[same])
    return {
        "clippedDifferently": int(np.count_nonzero(~same)),
        "greatestRelative": float(off.max()),
    }


serve(
    median=median,
    nanmedian=nanmedian,
    sigma_clip=sigma_clip,
    prepare_combiner=prepare_combiner,
    ccdproc_median=ccdproc_median,
    ccdproc_clipped=ccdproc_clipped,
    compare=compare,
)
