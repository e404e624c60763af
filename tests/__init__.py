"""Tests: `unit` mirrors the source, `integration` runs on real stores, `cluster` on several nodes."""
