"""The pages of the travel desk; all hang on one blueprint."""

from jcmevents.travel import desk, journey_views, letter_views  # noqa: F401 - loaded so that the blueprint has their pages
from jcmevents.travel.blueprint import bp

__all__ = ["bp"]
