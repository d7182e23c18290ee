"""The interface for programs: the same data as on the pages, at /api/v1, described by /api/v1/openapi.json."""
