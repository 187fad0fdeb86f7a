"""Bring the schema up to this program, in one transaction. Alembic is loaded only here: it is slow to load."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from intake.store import keys
from intake.store.engine import SQLITE, Database
from intake.store.errors import StoreRefused
from intake.store.rows import Schema
from intake.store.sealing import Keyring

MIGRATIONS = Path(__file__).with_name("migrations")
VERSION_TABLE = "alembic_version"


def migrate(database: Database, keyring: Keyring) -> None:
    """Raises StoreRefused when the database is damaged, of a newer program, or sealed with a key that is not here."""
    with database.alone() as connection:
        config = configuration(connection, keyring)
        _refuse_unfit(connection, config)
        command.upgrade(config, "head")
        keys.adopt(connection, keyring)


def look(database: Database, keyring: Keyring) -> Schema:
    """What migrating would find, and nothing is changed. Raises StoreRefused as `migrate` does."""
    with database.reading() as connection:
        config = configuration(connection, keyring)
        _refuse_unfit(connection, config)
        heads = MigrationContext.configure(connection).get_current_heads()
        if not heads:
            return Schema.EMPTY
        if set(heads) != set(ScriptDirectory.from_config(config).get_heads()):
            return Schema.BEHIND
        keys.refuse_unknown(connection, keyring)
        return Schema.CURRENT


def configuration(connection: Connection, keyring: Keyring) -> Config:
    """Alembic's, for this connection; with the keys for migrations that seal what lay open."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    config.attributes["keyring"] = keyring
    return config


def _refuse_unfit(connection: Connection, config: Config) -> None:
    if connection.dialect.name == SQLITE:
        _refuse_damaged(connection)
    _refuse_strange(connection)
    _refuse_newer(connection, config)


def _refuse_damaged(connection: Connection) -> None:
    found = connection.execute(text("PRAGMA quick_check(1)")).scalar_one()
    if found != "ok":
        raise StoreRefused("the database file is damaged: keep it, and restore a backup")


def _refuse_strange(connection: Connection) -> None:
    tables = inspect(connection).get_table_names()
    if tables and VERSION_TABLE not in tables:
        raise StoreRefused("the database holds the tables of another program: name an empty one")


def _refuse_newer(connection: Connection, config: Config) -> None:
    known = {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}
    for revision in MigrationContext.configure(connection).get_current_heads():
        if revision not in known:
            raise StoreRefused(f"the database is at version {revision}, which this program does not know: upgrade it")
