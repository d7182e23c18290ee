import pytest

from jcmevents.questionnaire.conditions import Condition, Operator


@pytest.mark.parametrize(
    ("operator", "value", "answer", "met"),
    [
        (Operator.EQUALS, "on_site", "on_site", True),
        (Operator.EQUALS, "on_site", "online", False),
        (Operator.EQUALS, "on_site", None, False),
        (Operator.EQUALS, "yes", True, True),
        (Operator.EQUALS, "no", False, True),
        (Operator.EQUALS, "no", None, False),
        (Operator.CONTAINS, "fish", ["meat", "fish"], True),
        (Operator.CONTAINS, "fish", ["shellfish"], False),
        (Operator.CONTAINS, "fish", None, False),
        (Operator.MENTIONS, "ministry", "The Ministry of Energy", True),
        (Operator.MENTIONS, "bank", "The Ministry of Energy", False),
        (Operator.MENTIONS, "", "anything", False),
        (Operator.ANY, "", "x", True),
        (Operator.ANY, "", "", False),
        (Operator.ANY, "", None, False),
        (Operator.ANY, "", [], False),
        (Operator.ANY, "", False, False),
        (Operator.ANY, "", True, True),
    ],
)
def test_condition_is_met_as_its_operator_says(operator: str, value: str, answer: object, met: bool) -> None:
    assert Condition("about", operator, value).is_met_by(answer) is met


def test_condition_comes_back_from_storage_as_it_was() -> None:
    condition = Condition("mode", Operator.EQUALS, "on_site", is_fact=True)
    assert Condition.stored(condition.as_dict()) == condition


def test_no_condition_is_stored_as_nothing() -> None:
    assert Condition.stored({}) is None
