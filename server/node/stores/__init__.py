"""Connections to the stores.

connect  opens the configured stores, or a private Valkey and PostgreSQL
"""
