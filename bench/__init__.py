"""The figures that the portal promises, each a ratio measured in one run: `make bench`, or one of them alone.

One module a figure; run one by `python -m bench.ingestion` (SQLite), or under `bin/avec-postgres --durable`.
Importing any of them sets Django up on a data folder of its own, erased at the end.
"""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_demo")
if "PPAS_DONNEES" not in os.environ:
    os.environ["PPAS_DONNEES"] = tempfile.mkdtemp(prefix="ppas-banc-")
    atexit.register(shutil.rmtree, os.environ["PPAS_DONNEES"], ignore_errors=True)

import django

django.setup()
