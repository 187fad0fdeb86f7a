# ruff: noqa: INP001 - Alembic loads this file by its path
"""Alembic's entry: runs on the connection, and in the transaction, that `store.migrate` gives it."""

from alembic import context

from intake.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    render_as_batch=True,
)
context.run_migrations()
