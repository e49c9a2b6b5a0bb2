"""A frame calibrated with numpy: float32 throughout, temporaries kept from frame to frame."""

import json
from pathlib import Path

import numpy as np


class Calibration:
    def __init__(self, folder, width, height):
        folder = Path(folder)
        shape = (height, width)
        self.bias, self.dark, self.flat = (
            np.fromfile(folder / f"{name}.f32", "f4").reshape(shape)
            for name in ("bias", "dark", "flat")
        )
        self.bad = np.where(np.fromfile(folder / "bad.u8", "u1").reshape(shape) != 0, 4, 0).astype("u1")
        factors = np.fromfile(folder / "factors.f32", "f4")
        self.left = factors
        self.rise = np.append(factors[1:] - factors[:-1], np.float32(0))
        terms = json.loads((folder / "terms.json").read_text())
        self.terms = {name: np.float32(value) for name, value in terms.items()}
        self.last = np.float32(len(factors) - 1)
        self.dark_scaled = self.dark * self.terms["darkScale"]
        self.a, self.b, self.c, self.factor = (np.empty(shape, "f4") for _ in range(4))
        self.index = np.empty(shape, "i4")
        self.yes, self.no = (np.empty(shape, bool) for _ in range(2))
        self.value, self.sigma = (np.empty(shape, "f4") for _ in range(2))
        self.flags = np.empty(shape, "u1")

    def run(self, raw):
        """raw: uint16. Returns value, sigma, flags: the same arrays every time."""
        t, a, b, c, factor = self.terms, self.a, self.b, self.c, self.factor
        value, sigma, flags = self.value, self.sigma, self.flags
        np.subtract(raw, self.bias, out=a, dtype="f4")
        np.subtract(a, t["driftDn"], out=a)

        np.copyto(flags, self.bad)
        np.greater_equal(raw, t["saturationDn"], out=self.yes)
        np.bitwise_or(flags, 1, out=flags, where=self.yes)
        np.less(a, t["lowestDn"], out=self.yes)
        np.greater(a, t["highestDn"], out=self.no)
        np.logical_or(self.yes, self.no, out=self.yes)
        np.bitwise_or(flags, 2, out=flags, where=self.yes)

        np.subtract(a, t["originDn"], out=b)
        np.clip(b, np.float32(0), self.last, out=b)
        np.copyto(self.index, b, casting="unsafe")
        np.subtract(b, self.index, out=b, dtype="f4")
        np.take(self.rise, self.index, out=c, mode="clip")
        np.take(self.left, self.index, out=factor, mode="clip")
        np.multiply(b, c, out=b)
        np.add(factor, b, out=factor)

        np.multiply(a, factor, out=a)
        np.subtract(a, self.dark_scaled, out=b)
        np.divide(b, self.flat, out=value)

        np.multiply(factor, factor, out=factor)
        np.multiply(factor, t["quietVarianceDn2"], out=factor)
        np.maximum(a, np.float32(0), out=a)
        np.multiply(a, t["varianceOfSignal"], out=a)
        np.add(factor, a, out=factor)
        np.multiply(b, b, out=b)
        np.multiply(b, t["flatRelativeVariance"], out=b)
        np.add(factor, b, out=factor)
        np.sqrt(factor, out=factor)
        np.divide(factor, self.flat, out=sigma)

        np.isfinite(value, out=self.yes)
        np.greater(self.flat, 0, out=self.no)
        np.logical_and(self.yes, self.no, out=self.yes)
        np.logical_not(self.yes, out=self.no)
        np.copyto(value, np.float32(np.nan), where=self.no)
        np.copyto(sigma, np.float32(np.nan), where=self.no)
        np.bitwise_or(flags, 8, out=flags, where=self.no)
        return value, sigma, flags


def different(one, other):
    """Number of elements that differ; NaN equals NaN."""
    return int(np.count_nonzero(~((one == other) | ((one != one) & (other != other)))))
