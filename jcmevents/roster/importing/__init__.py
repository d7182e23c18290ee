"""People from a spreadsheet: upload, columns, a trial that names every bad row, the import itself, its undoing."""
