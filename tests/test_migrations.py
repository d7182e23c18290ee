"""The migrations against the models: a database that was upgraded is the one the code expects."""

from collections.abc import Callable

from click.testing import Result


def test_migrations_make_exactly_the_tables_of_the_models(command: Callable[..., Result]) -> None:
    result = command("db", "check")
    assert result.exit_code == 0, result.output
