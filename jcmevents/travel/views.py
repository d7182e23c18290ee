"""The pages of the travel desk; all hang on one blueprint."""

from jcmevents.travel import (  # noqa: F401 - loaded so that the blueprint has their pages
    desk,
    journey_views,
    letter_views,
    signatory_views,
)
from jcmevents.travel.blueprint import bp

__all__ = ["bp"]
