"""Peer: frames laid onto the map by numpy and scipy.ndimage.map_coordinates, row band by row band."""

import json
import sys
from pathlib import Path

import numpy as np
from astropy.io import fits
from scipy.ndimage import map_coordinates
from serve import serve

folder = Path(sys.argv[1])
setup = json.loads((folder / "setup.json").read_text())
step, rows, columns = setup["stepDeg"], setup["rows"], setup["columns"]
azimuth = np.radians(setup["firstAzimuthDeg"] + step * np.arange(columns))
sine, cosine = np.sin(azimuth), np.cos(azimuth)
maps = {}


def add(path, numerator, denominator):
    with fits.open(path, memmap=False) as hdus:
        pixels = hdus[0].data.astype(np.float64)
        header = hdus[0].header
    height, width = pixels.shape
    az, alt = np.radians(header["AZ"]), np.radians(header["ALT"])
    reach = np.radians(setup["fieldRadiusDeg"])
    altitudes = np.radians(setup["firstAltitudeDeg"] + step * np.arange(rows))
    band = np.flatnonzero(np.abs(altitudes - alt) <= reach)
    altitude = altitudes[band][:, None]
    # East, north and up of a direction, and the axes of the tangent plane.
    high, level = np.sin(altitude), np.cos(altitude)
    east, north = level * sine, level * cosine
    axis = np.cos(alt) * (np.sin(az) * east + np.cos(az) * north) + np.sin(alt) * high
    near = axis > np.cos(reach)
    axis = axis[near]
    east, north = east[near], north[near]
    high = np.broadcast_to(high, near.shape)[near]
    x = (np.cos(az) * east - np.sin(az) * north) / axis
    y = (np.cos(alt) * high - np.sin(alt) * (np.sin(az) * east + np.cos(az) * north)) / axis
    law = 1 - setup["radialCoefficient"] * np.sqrt(x * x + y * y)
    x = (width - 1) / 2 + x * law / setup["pixelRad"]
    y = (height - 1) / 2 - y * law / setup["pixelRad"]
    inside = (x >= 0) & (x <= width - 1) & (y >= 0) & (y <= height - 1)
    x, y = x[inside], y[inside]
    value = map_coordinates(pixels, (y, x), order=1, mode="nearest") / header["EXPTIME"]
    edge = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))
    edge *= np.degrees(setup["pixelRad"])
    weight = np.clip(edge / setup["featherDeg"], 1e-6, 1)
    row, column = np.nonzero(near)
    cell = (band[row[inside]], column[inside])
    numerator[cell] += weight * value
    denominator[cell] += weight


def run():
    numerator, denominator = np.zeros((rows, columns)), np.zeros((rows, columns))
    for path in sorted((folder / "frames").iterdir()):
        add(path, numerator, denominator)
    with np.errstate(invalid="ignore"):
        maps["rate"] = (numerator / denominator).astype("f4")


def compare():
    ours = np.fromfile(folder / "ours.f32", "f4").reshape(rows, columns)
    peer = maps["rate"]
    both = np.isfinite(ours) & np.isfinite(peer)
    return {
        "cellsInBoth": int(np.count_nonzero(both)),
        "cellsInOne": int(np.count_nonzero(np.isfinite(ours) != np.isfinite(peer))),
        "largestRelative": float(np.max(np.abs(ours[both] / peer[both] - 1))),
    }


serve(run=run, compare=compare)
