"""Images in compressed tiles made by astropy, with their pixels, into astropy-tiles.json.

Run once: /usr/bin/python3 astropy_fixtures.py. The pixels are a formula: the test makes them again.
"""

import base64
import gzip
import json
import tempfile
from pathlib import Path

import astropy
import numpy as np
from astropy.io import fits

height, width = 11, 23
i = np.arange(height * width, dtype="i8")
wave = (i * 7919) % 1009 - 400
types = {
    "uint8": (wave % 251).astype("u1"),
    "int16": (wave * 31).astype("i2"),
    "uint16": (wave + 30000).astype("u2"),
    "int32": (wave * 100003).astype("i4"),
    "float32": (wave / 64).astype("f4"),
    "float64": (wave / 64).astype("f8"),
}
cases = []
folder = tempfile.mkdtemp()


def add(name, kind, **options):
    data = types[kind].reshape(height, width)
    unit = fits.CompImageHDU(data, header=fits.Header([("EXPTIME", 12.5)]), **options)
    path = Path(folder) / "made.fits.fz"
    fits.HDUList([fits.PrimaryHDU(), unit]).writeto(path, checksum=True, overwrite=True)
    with fits.open(path) as hdus:
        read = hdus[1].data.astype("f8")
    with fits.open(path, disable_image_compression=True) as hdus:
        table = hdus[1]
        codes = [bytes(code) for code in table.data["COMPRESSED_DATA"]]
    case = {
        "name": name,
        "type": kind,
        "file": base64.b64encode(gzip.compress(path.read_bytes(), mtime=0)).decode(),
        "codes": [base64.b64encode(code).decode() for code in codes],
    }
    if "quantize_level" in options:
        case["values"] = base64.b64encode(read.astype("<f8").tobytes()).decode()
    else:
        assert np.array_equal(read, data.astype("f8"))
    cases.append(case)


for kind in ("uint8", "int16", "uint16", "int32"):
    add(f"RICE_1 {kind}", kind, compression_type="RICE_1")
add("RICE_1 in tiles", "int16", compression_type="RICE_1", tile_size=(9, 4))
add("GZIP_1 in tiles", "uint16", compression_type="GZIP_1", tile_size=(9, 4))
add("GZIP_2", "int32", compression_type="GZIP_2")
add("GZIP_2 lossless", "float32", compression_type="GZIP_2", quantize_level=0)
add("GZIP_1 lossless", "float64", compression_type="GZIP_1", quantize_level=0)
for method, name in ((-1, "NO_DITHER"), (1, "SUBTRACTIVE_DITHER_1"), (2, "SUBTRACTIVE_DITHER_2")):
    add(
        f"RICE_1 {name}",
        "float32",
        compression_type="RICE_1",
        quantize_level=-0.5,
        quantize_method=method,
        dither_seed=9998,
    )

Path(__file__).with_name("astropy-tiles.json").write_text(
    json.dumps({"astropy": astropy.__version__, "cases": cases}, indent=1) + "\n"
)
