"""Peer: plate solutions by astrometry.net's solve-field, and their distance from the truth.

The program is a child: its CPU time and that of its own children is taken from the system.
"""

import resource
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
from astropy.io import fits
from astropy.wcs import WCS, FITSFixedWarning
from serve import serve

# Ours is the header of an empty picture.
warnings.simplefilter("ignore", FITSFixedWarning)

folder = Path(sys.argv[1])


def truth_of(grid):
    table = fits.getdata(grid, 1)
    return {name: np.asarray(table[name], "f8") for name in ("x", "y", "alt", "ra", "dec")}


def prepare(name, grid):
    """Blanks the ground (rows of the picture below 2 deg on the average) and tells where the frame points."""
    with fits.open(folder / f"{name}.fits") as hdus:
        pixels = hdus[0].data.astype("f4")
    truth = truth_of(grid)
    rows = np.unique(truth["y"])
    altitude = [truth["alt"][truth["y"] == row].mean() for row in rows]
    low = np.interp(np.arange(1, len(pixels) + 1), rows, altitude) < 2
    if low.any():
        pixels[low] = np.median(pixels[~low][-20:])
    fits.writeto(folder / "peer" / f"{name}.fits", pixels)
    # A degree off, as a mount may be.
    middle = np.argmin(np.hypot(truth["x"] - 512.5, truth["y"] - 512.5))
    dec = truth["dec"][middle]
    return {"raDeg": float(truth["ra"][middle]), "decDeg": float(dec - np.sign(dec))}


def solve(name, cpuLimit, scaleArcsec=None, centre=None):
    wcs = folder / "peer" / f"{name}.wcs"
    wcs.unlink(missing_ok=True)
    command = ["solve-field", "--no-plots", "--overwrite", "--tweak-order", "3"]
    for unwanted in ("new-fits", "rdls", "corr", "match", "index-xyls"):
        command += [f"--{unwanted}", "none"]
    command += ["--cpulimit", str(cpuLimit)]
    if scaleArcsec is not None:
        command += ["--scale-units", "arcsecperpix"]
        command += ["--scale-low", str(scaleArcsec["low"]), "--scale-high", str(scaleArcsec["high"])]
    if centre is not None:
        command += ["--ra", str(centre["raDeg"]), "--dec", str(centre["decDeg"])]
        command += ["--radius", str(centre["radiusDeg"])]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [*command, f"{name}.fits"],
        cwd=folder / "peer",
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"cpu": cpu, "solved": wcs.exists()}


def judge(path, grid):
    """Distance of a solution from the truth above 5 deg of altitude, rms in px."""
    truth = truth_of(grid)
    seen = (truth["alt"] >= 5) & np.isfinite(truth["ra"])
    header = fits.getheader(path)
    found = WCS(header).all_pix2world(truth["x"][seen], truth["y"][seen], 1)
    ra, dec = np.radians(found[0]), np.radians(found[1])
    ra_true, dec_true = np.radians(truth["ra"][seen]), np.radians(truth["dec"][seen])
    half = np.sin((dec - dec_true) / 2) ** 2
    half += np.cos(dec) * np.cos(dec_true) * np.sin((ra - ra_true) / 2) ** 2
    apart = 2 * np.degrees(np.arcsin(np.sqrt(half)))
    return float(np.sqrt(np.mean((apart / (95.9 / 3600)) ** 2)))


serve(prepare=prepare, solve=solve, judge=judge)
