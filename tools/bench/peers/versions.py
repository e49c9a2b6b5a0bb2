"""Which of the peers' modules are here, with their versions, as one JSON line."""

import importlib
import json
import platform
import shutil
import subprocess

found = {"python": platform.python_version()}
for name in ("numpy", "scipy", "astropy", "reproject", "photutils", "sep", "ccdproc"):
    try:
        found[name] = importlib.import_module(name).__version__
    except ImportError:
        pass
if shutil.which("SWarp"):
    told = subprocess.run(["SWarp", "-v"], capture_output=True, text=True).stdout
    found["SWarp"] = told.split()[2]

print(json.dumps(found))
