"""Measures the pages against a bare Flask page on the same server: `bin/bench`."""
