"""Rows of text as a spreadsheet, and back. What goes in comes out: no formula, no lost zero, no rounded number."""

from jcmevents.sheet.reading import Sheet, read
from jcmevents.sheet.writing import XLSX, as_csv, as_xlsx, guarded, unguarded

__all__ = ["XLSX", "Sheet", "as_csv", "as_xlsx", "guarded", "read", "unguarded"]
