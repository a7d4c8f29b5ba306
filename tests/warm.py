"""What a process of the kill tests has read before it is forked: the programs and the maps.

Importing this module takes some nine seconds (programs six, boundaries three), as does the start of
a command; it touches no data folder and opens no DuckDB connection.
"""

import diff_diff
import fairlearn.metrics
import scipy.optimize
import sklearn.ensemble

from pipelines import cli, demo, geography, read
from pipelines import settings as settings_module

# the libraries are what the estimates import where they use it
__all__ = ["cli", "demo", "diff_diff", "fairlearn", "read", "scipy", "sklearn"]

for _name in settings_module.load().deployments():
    geography.frame(settings_module.load().deployment(_name))
