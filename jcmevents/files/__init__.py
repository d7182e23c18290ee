"""Files that somebody gave us: kept under random names outside the web root, sensitive ones encrypted."""

from jcmevents.files import models

__all__ = ["models"]
