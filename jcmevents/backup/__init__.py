"""Backups: all rows and all kept files in one archive, from which an empty installation is made whole again.

The archive is the same for every database, so what was kept in SQLite can be restored into PostgreSQL. It never holds
the secret key: what is sealed stays sealed for whoever has only the archive.
"""
