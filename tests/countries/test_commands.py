from sqlalchemy import func, select

from jcmevents.countries.models import Country, CountryName, Instrument


def test_loading_by_command_may_be_repeated(session, command):
    def rows():
        return {
            m.__tablename__: session.scalar(select(func.count()).select_from(m))
            for m in (Country, CountryName, Instrument)
        }

    before = rows()
    for _ in range(2):
        result = command("countries", "load")
        assert result.exit_code == 0
        assert result.output.splitlines() == [f"{table}: {count} rows" for table, count in before.items()]
    assert rows() == before
