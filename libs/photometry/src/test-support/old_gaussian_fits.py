"""Gaussian fits of awkward pictures by scipy's curve_fit, for old-gaussian.test.ts.

The pictures are made by the same few lines there: stars off the start, blends, cosmic rays, noise
alone, slopes, empty sky.

    python3 old_gaussian_fits.py > old-gaussian-fits.json
"""

import json
import warnings

import numpy as np
from scipy.optimize import curve_fit


def picture(number):
    """25 x 25 pixels; every number gives another one, without a random generator of a library."""
    state = number * 7919 + 17

    def draw():
        nonlocal state
        state = (state * 1103515245 + 12345) % 2147483648
        return state / 2147483648

    rows, columns = np.indices((25, 25)).astype(float)
    data = 500 + 40 * (draw() - 0.5) * columns + 40 * (draw() - 0.5) * rows
    for _ in range(int(3 * draw()) if number % 4 else 1):
        x, y = 12 + 10 * (draw() - 0.5), 12 + 10 * (draw() - 0.5)
        width, height = 0.4 + 1.8 * draw(), 20000 * draw() ** 2
        data = data + height * np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * width**2))
    for row in range(25):
        for column in range(25):
            data[row, column] += 200 * (draw() - 0.5)
    if number % 5 == 0:
        data[int(8 + 8 * draw()), int(8 + 8 * draw())] += 30000 * draw()
    if number % 7 == 0:
        data[:] = 500
    if number % 11 == 0:
        data = 1000 - data
    return rows, columns, data


def gaussian(xy, x0, y0, sigma, volume):
    x, y = xy
    return volume / (2 * np.pi * sigma**2) * np.exp(
        -((x - x0) ** 2 + (y - y0) ** 2) / (2 * sigma**2)
    )


def fit(number):
    rows, columns, data = picture(number)
    r = np.sqrt((columns - 12.3) ** 2 + (rows - 11.8) ** 2)
    near = r < 6
    background = np.median(data[(r > 8) & (r < 12)])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            found, _ = curve_fit(
                gaussian,
                (columns[near], rows[near]),
                data[near] - background,
                p0=(12.3, 11.8, 0.6, 50000),
            )
            return [float(value) for value in found]
        except Exception as error:
            return str(error)[:60]


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(fit(number)) for number in range(500))
    print("[\n" + lines + "\n]")
