"""Welfare coverage by Dong: ingest, build, estimate, publish, read. Knows no screen."""
