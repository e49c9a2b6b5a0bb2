"""Zeropoint and extinction of the old pipeline, written anew from its description alone.

A second opinion for libs/photometry/src/nsnsd, which it shares no code with: numpy, scipy's
curve_fit, astropy and photutils. It reads frames calibrated with the old arithmetic and the headers
of their plate solutions, as `nightskies process --compat nsnsd` and `nightskies export --layout
nsnsd` leave them, and writes the stars and the numbers of the fit.

    python3 old_way.py DIR/Data/calibdata/SIMA261101/S_01 libs/sky/data/standards.csv \
        V 14.74 old-way-v.json
    python3 old_way.py DIR/Data/calibdata/SIMA261101/S_01/B libs/sky/data/standards.csv \
        B 14.74 old-way-b.json
"""

import csv
import json
import sys
import warnings
from pathlib import Path

import numpy as np
from astropy import units as u
from astropy.coordinates import AltAz, EarthLocation, SkyCoord
from astropy.io import fits
from astropy.stats import SigmaClip
from astropy.time import Time
from astropy.utils import iers
from astropy.wcs import WCS
from photutils.aperture import ApertureStats, CircularAnnulus, CircularAperture, aperture_photometry
from scipy.optimize import curve_fit

iers.conf.auto_download = False
iers.conf.iers_degraded_accuracy = "warn"

WORLD_CARDS = (
    "CTYPE1 CTYPE2 CUNIT1 CUNIT2 CRVAL1 CRVAL2 CRPIX1 CRPIX2 CD1_1 CD1_2 CD2_1 CD2_2 "
    "A_ORDER A_0_0 A_0_1 A_0_2 A_1_0 A_1_1 A_2_0 B_ORDER B_0_0 B_0_1 B_0_2 B_1_0 B_1_1 B_2_0 "
    "CDELT1 CDELT2"
).split()


def read_standards(path):
    rows = list(csv.DictReader(open(path, newline="")))
    column = lambda name: np.array([float(row[name]) for row in rows])
    return {
        "hip": np.array([int(row["hip"]) for row in rows]),
        "ra": column("ra_deg"),
        "dec": column("dec_deg"),
        "pm_ra": column("pm_ra_masyr"),
        "pm_dec": column("pm_dec_masyr"),
        "v": column("v_mag"),
        "bv": column("b_v"),
    }


def gaussian(xy, x0, y0, sigma, volume):
    x, y = xy
    return volume / (2 * np.pi * sigma**2) * np.exp(
        -((x - x0) ** 2 + (y - y0) ** 2) / (2 * sigma**2)
    )


def measure_star(data, columns, rows, x_cat, y_cat, exptime):
    """x, y, sigma, V / t and flux of one star, or the reason it was rejected for."""
    r = np.sqrt((columns - x_cat) ** 2 + (rows - y_cat) ** 2)
    near = r < 6
    background = np.median(data[(r > 8) & (r < 12)])
    if data[near].max() > 55000:
        return "saturated"
    if data[near].max() < 4000:
        return "faint"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            first, _ = curve_fit(
                gaussian,
                (columns[near], rows[near]),
                data[near] - background,
                p0=(x_cat, y_cat, 0.6, 50000),
            )
            r = np.sqrt((columns - first[0]) ** 2 + (rows - first[1]) ** 2)
            near = r < 6
            background = np.median(data[(r > 8) & (r < 12)])
            second, _ = curve_fit(
                gaussian, (columns[near], rows[near]), data[near] - background, p0=first
            )
        except Exception:
            return "no-fit"
    centre = (first[0], first[1])
    circle = CircularAperture(centre, r=6)
    annulus = CircularAnnulus(centre, r_in=8, r_out=12)
    total = aperture_photometry(data, circle, method="exact")["aperture_sum"][0]
    clip = SigmaClip(sigma=5, maxiters=10, cenfunc="median", stdfunc="std")
    level = ApertureStats(data, annulus, sigma_clip=clip, sum_method="center").median
    flux = (total - circle.area * level) / exptime
    if not (second[3] > 0 and flux > 0):
        return "no-light"
    return {
        "x": second[0],
        "y": second[1],
        "sigma": second[2],
        "psfFlux": second[3] / exptime,
        "apertureFlux": flux,
    }


def measure_frame(folder, name, standards, site, band):
    solution = fits.getheader(folder / "astrometry" / f"{name}_wcs.fit")
    frame = fits.open(folder / f"{name}.fit")[0]
    if not solution.get("PLTSOLVD", False):
        return None
    header = frame.header
    data = frame.data.astype(float)
    rows, columns = np.indices(data.shape).astype(float)
    wcs = WCS(solution)
    time = Time(header["JD"], format="jd", scale="utc")
    at_epoch = SkyCoord(
        ra=standards["ra"] * u.deg,
        dec=standards["dec"] * u.deg,
        pm_ra_cosdec=standards["pm_ra"] * u.mas / u.yr,
        pm_dec=standards["pm_dec"] * u.mas / u.yr,
        obstime=Time(2000.0, format="jyear", scale="tt"),
    )
    moved = at_epoch.apply_space_motion(new_obstime=time)
    places = SkyCoord(ra=moved.ra, dec=moved.dec)
    centre = SkyCoord(solution["CRVAL1"] * u.deg, solution["CRVAL2"] * u.deg)
    nearby = np.flatnonzero(places.separation(centre).deg < 17)
    elevations = places[nearby].transform_to(AltAz(obstime=time, location=site)).alt.deg
    stars, rejected, in_image = [], [], 0
    for index, elevation in zip(nearby, elevations):
        x, y = wcs.all_world2pix(places[index].ra.deg, places[index].dec.deg, 0)
        x, y = float(x), float(y)
        if not (0 < x < header["NAXIS1"] and 0 < y < header["NAXIS2"]):
            continue
        in_image += 1
        hip = int(standards["hip"][index])
        if not np.hypot(x - 512, y - 512) < 490:
            rejected.append([hip, "off-centre"])
        elif not elevation >= 12:
            rejected.append([hip, "low"])
        else:
            measured = measure_star(data, columns, rows, x, y, header["EXPTIME"])
            if isinstance(measured, str):
                rejected.append([hip, measured])
                continue
            bv = float(standards["bv"][index])
            magnitude = float(standards["v"][index]) + (bv if band == "B" else 0)
            stars.append(
                {"hip": hip, "magnitude": magnitude, "bv": bv, "elevationDeg": float(elevation)}
                | {key: float(value) for key, value in measured.items()}
            )
    cards = {key: solution[key] for key in WORLD_CARDS if key in solution}
    return {
        "name": f"{name}.fit",
        "jdUtc": header["JD"],
        "exposureSeconds": header["EXPTIME"],
        "world": cards,
        "starsInImage": in_image,
        "stars": stars,
        "rejected": rejected,
    }


def clipped_fit(model, x, y, start):
    xs, ys = x, y
    for _ in range(10):
        parameters, covariance = curve_fit(model, xs, ys, p0=start)
        residual = ys - model(xs, *parameters)
        sigma = np.sqrt((residual**2).sum() / (len(xs) - 1))
        keep = (residual > -3 * sigma) & (residual < 3 * sigma)
        xs, ys = xs[keep], ys[keep]
    residual = ys - model(xs, *parameters)
    sigma = np.sqrt((residual**2).sum() / (len(xs) - 1))
    used = np.abs(y - model(x, *parameters)) < 3 * sigma
    return parameters, np.sqrt(np.diag(covariance)), used


def fit_set(frames, zeropoint_default, exptime, set_number=1):
    stars = [star for frame in frames for star in frame["stars"]]
    column = lambda name: np.array([star[name] for star in stars])
    magnitude, bv = column("magnitude"), column("bv")
    m = -2.5 * np.log10(column("apertureFlux"))
    raw = magnitude - m
    secant = 1 / np.cos(np.radians(90 - column("elevationDeg")))
    airmass = (
        secant
        - 0.0018167 * (secant - 1)
        - 0.0028750 * (secant - 1) ** 2
        - 0.0008083 * (secant - 1) ** 3
    )
    rho = np.hypot(column("x") - 511, column("y") - 511)
    m = np.where(rho > 340, m + 0.0003 * (rho - 340), m)
    difference = magnitude - m + 0.04 * bv
    line = lambda x, slope, intercept: slope * x + intercept
    ray = lambda x, slope: slope * x
    (e, z), (e_err, z_err), used = clipped_fit(line, airmass, difference, (-0.2, 14.7))
    fixed_y = difference - zeropoint_default
    (e_fixed,), (e_fixed_err,), _ = clipped_fit(ray, airmass, fixed_y, (-0.2,))
    (c, _), (c_err, _), _ = clipped_fit(line, bv, raw, (-0.2, 14.7))
    error = lambda residual: np.sqrt((residual[used] ** 2).sum() / (used.sum() - 2))
    counted = [frame for frame in frames if frame["starsInImage"] > 0]
    x_scales = np.abs([frame["world"]["CDELT1"] for frame in counted])
    y_scales = np.abs([frame["world"]["CDELT2"] for frame in counted])
    row = {
        "set": set_number,
        "framesSolved": len(frames),
        "starsUsed": int(used.sum()),
        "starsRejected": int((~used).sum()),
        "zeropointFree": z,
        "zeropointFreeError": z_err,
        "extinctionFree": e,
        "extinctionFreeError": e_err,
        "standardErrorFree": error(difference - line(airmass, e, z)),
        "zeropointDefault": zeropoint_default,
        "extinctionFixed": e_fixed,
        "extinctionFixedError": e_fixed_err,
        "standardErrorFixed": error(fixed_y - ray(airmass, e_fixed)),
        "colourCoefficientDefault": 0.04,
        "colourCoefficientFree": c,
        "colourCoefficientFreeError": c_err,
        "xScale": 60 * x_scales.mean(),
        "yScale": 60 * y_scales.mean(),
        "averageScale": 60 * np.concatenate([x_scales, y_scales]).mean(),
        "exposureSeconds": exptime,
    }
    return row, used


def main(folder, standards_path, band, zeropoint_default, output):
    folder = Path(folder)
    warnings.simplefilter("ignore")
    standards = read_standards(standards_path)
    names = sorted(path.stem for path in folder.glob("ib???.fit"))
    # ib001 of a complete set; this night's B frames begin with ib002.
    first = fits.getheader(folder / f"{names[0]}.fit")
    site = EarthLocation(
        lon=first["LONGITUD"] * u.deg,
        lat=first["LATITUDE"] * u.deg,
        height=first["ELEVATIO"] * u.m,
    )
    frames = [measure_frame(folder, name, standards, site, band) for name in names]
    frames = [frame for frame in frames if frame is not None]
    row, used = fit_set(frames, float(zeropoint_default), first["EXPTIME"])
    flags = iter(used)
    for frame in frames:
        for star in frame["stars"]:
            star["used"] = bool(next(flags))
    result = {
        "site": {
            "longitudeDeg": first["LONGITUD"],
            "latitudeDeg": first["LATITUDE"],
            "heightM": first["ELEVATIO"],
        },
        "band": band,
        "row": row,
        "frames": frames,
    }
    Path(output).write_text(packed(result))


def packed(result):
    """One line per frame and per star: short, and fit to be compared line by line."""
    stars = lambda frame: ",\n".join("   " + json.dumps(star) for star in frame["stars"])
    frames = []
    for frame in result["frames"]:
        head = {key: value for key, value in frame.items() if key != "stars"}
        frames.append(json.dumps(head)[:-1] + ', "stars": [\n' + stars(frame) + "\n  ]}")
    head = {key: value for key, value in result.items() if key != "frames"}
    return json.dumps(head)[:-1] + ', "frames": [\n  ' + ",\n  ".join(frames) + "\n]}\n"


if __name__ == "__main__":
    main(*sys.argv[1:])
