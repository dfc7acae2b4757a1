"""Runs in Pyodide: reports what the core needed from outside itself, once its app can be made."""

import json
import sys

import lettawasm.api

print(json.dumps({"has_app": callable(lettawasm.api.create_app), "modules": sorted(sys.modules)}))
