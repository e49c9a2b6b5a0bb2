"""Peer: sums over exact circles by sep."""

import sep
from aperture_frames import frames, radius, write, x, y
from serve import serve

results = {}


def run():
    results["sums"] = [sep.sum_circle(image, x, y, radius, subpix=0)[0] for image in frames]


def save():
    write(results["sums"])


serve(run=run, save=save)
