"""Runs the named functions on request: one JSON line in, one out, CPU seconds measured around each."""

import json
import sys
import time
import traceback


def serve(**functions):
    for line in sys.stdin:
        request = json.loads(line)
        try:
            function = functions[request["do"]]
            arguments = request.get("with", {})
            began = time.process_time()
            for _ in range(request.get("times", 1)):
                result = function(**arguments)
            answer = {"seconds": time.process_time() - began, "result": result}
        except Exception:
            answer = {"error": traceback.format_exc()}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
