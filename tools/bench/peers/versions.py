"""Which of the peers' modules are here, with their versions, as one JSON line."""

import importlib
import json
import platform

found = {"python": platform.python_version()}
for name in ("numpy", "scipy", "astropy", "reproject", "photutils", "sep"):
    try:
        found[name] = importlib.import_module(name).__version__
    except ImportError:
        pass
print(json.dumps(found))
