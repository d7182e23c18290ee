import pytest
from sqlalchemy import select

from jcmevents.audit import AuditEntry
from jcmevents.errors import RuleBroken
from jcmevents.extensions import db
from jcmevents.organizations.models import KIND_LABELS, Kind, Organization
from tests.factories import NOW, make_organization

pytestmark = pytest.mark.usefixtures("session")


def test_a_key_in_use_is_refused():
    make_organization(key="moej")
    with pytest.raises(RuleBroken, match="already") as broken:
        make_organization(key="moej")
    assert broken.value.field == "key"


def test_names_are_read_in_a_language_and_short_ones_where_there_are_any():
    body = make_organization(names={"en": "Ministry of the Environment", "ja": "環境省"}, short_names={"en": "MOEJ"})
    assert (body.name("ja"), body.name("fr")) == ("環境省", "Ministry of the Environment")
    assert (body.short_name("en"), body.short_name("ja")) == ("MOEJ", "環境省")
    assert make_organization(names={"ja": "経済産業省"}).short_name("en") == "経済産業省"


def test_bodies_of_a_country_stand_together_by_rank_and_those_of_none_last():
    entered = [("adb", None, None), ("meti", "JP", 2), ("nedo", "JP", None), ("moej", "JP", 1), ("gmi", "ID", 5)]
    for key, country, rank in entered:
        make_organization(key=key, country_iso2=country, rank=rank)
    listed = [body.key for body in db.session.scalars(Organization.in_list_order())]
    assert listed == ["gmi", "moej", "meti", "nedo", "adb"]


def test_a_revision_records_which_fields_changed():
    body = make_organization(abbreviation="A")
    db.session.commit()
    body.revise(abbreviation="B", names=dict(body.names), rank=3, by=None, at=NOW)
    db.session.commit()
    body.revise(abbreviation="B", rank=3, by=None, at=NOW)
    db.session.commit()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "organization.revise")).all()
    assert [entry.detail for entry in entries] == [{"changed": ["abbreviation", "rank"]}]


def test_every_kind_has_a_name():
    assert set(KIND_LABELS) == set(Kind)
    assert make_organization(kind=Kind.NGO).kind_label == "non-governmental organization"
