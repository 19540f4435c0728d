"""Demand-tracking database with change history, in plain PostgreSQL."""

__version__ = "0.1.0"
