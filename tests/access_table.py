"""Who may open what: endpoint -> method -> who. The one table; a route without a row fails `test_access`.

VISITOR stands for everybody, SIGNED_IN for any account, LINK_HOLDER for who has opened a private link to the row;
the roles are those of `accounts.models.Role`, and an administrator may do what any role may.
"""

VISITOR, SIGNED_IN = "visitor", "signed in"
LINK_HOLDER, LINK_HOLDER_OR_SIGNED_IN = "link holder", "link holder, or signed in"
ORGANIZER, PRESS, ADMINISTRATOR = "organizer", "press", "administrator"
STAFF = {ORGANIZER, PRESS}

ACCESS: dict[str, dict[str, str | set[str]]] = {
    # accounts
    "links.show": {"GET": VISITOR},
    "links.open": {"POST": VISITOR},
    "links.renew": {"POST": VISITOR},
    "accounts.sign_in": {"GET": VISITOR, "POST": VISITOR},
    "accounts.sign_out": {"POST": SIGNED_IN},
    "accounts.index": {"GET": ADMINISTRATOR},
    "accounts.new": {"GET": ADMINISTRATOR, "POST": ADMINISTRATOR},
    "accounts.edit": {"GET": ADMINISTRATOR, "POST": ADMINISTRATOR},
    # dashboard
    "dashboard.home": {"GET": VISITOR},
    "dashboard.healthz": {"GET": VISITOR},
    "dashboard.readyz": {"GET": VISITOR},
    "behind.outbox": {"GET": ORGANIZER},
    "behind.audit_trail": {"GET": ADMINISTRATOR},
    # meetings
    "meetings.index": {"GET": VISITOR},
    "meetings.show": {"GET": VISITOR},
    "meetings.new": {"GET": ORGANIZER, "POST": ORGANIZER},
    "meetings.edit": {"GET": ORGANIZER, "POST": ORGANIZER},
    "meetings.publish": {"POST": ORGANIZER},
    "meetings.unpublish": {"POST": ORGANIZER},
    "meetings.new_series": {"GET": ORGANIZER, "POST": ORGANIZER},
    # countries
    "countries.index": {"GET": VISITOR},
    "countries.show": {"GET": VISITOR},
    "countries.new_instrument": {"GET": ORGANIZER, "POST": ORGANIZER},
    # organizations
    "organizations.index": {"GET": STAFF},
    "organizations.show": {"GET": STAFF},
    "organizations.new": {"GET": ORGANIZER, "POST": ORGANIZER},
    "organizations.edit": {"GET": ORGANIZER, "POST": ORGANIZER},
    # delegations
    "delegations.index": {"GET": ORGANIZER},
    "delegations.new": {"GET": ORGANIZER, "POST": ORGANIZER},
    "delegations.show": {"GET": ORGANIZER},
    "delegations.edit": {"GET": ORGANIZER, "POST": ORGANIZER},
    "delegations.invite": {"POST": ORGANIZER},
    "delegations.accept": {"POST": ORGANIZER},
    "delegations.decline": {"POST": ORGANIZER},
    "delegations.invite_all": {"POST": ORGANIZER},
    "delegations.order": {"GET": ORGANIZER, "POST": ORGANIZER},
    "delegations.move": {"POST": ORGANIZER},
    # registration
    "registration.new": {"GET": ORGANIZER, "POST": ORGANIZER},
    "registration.show": {"GET": ORGANIZER},
    "registration.edit": {"GET": ORGANIZER, "POST": ORGANIZER},
    "registration.submit": {"POST": ORGANIZER},
    "registration.confirm": {"POST": ORGANIZER},
    "registration.waitlist": {"POST": ORGANIZER},
    "registration.send_back": {"POST": ORGANIZER},
    "registration.decline": {"POST": ORGANIZER},
    "registration.withdraw": {"POST": ORGANIZER},
    "door.new": {"GET": VISITOR, "POST": VISITOR},
    "door.received": {"GET": VISITOR},
    # roster
    "roster.index": {"GET": ORGANIZER},
    "roster.file": {"GET": ORGANIZER},
    # answers
    "answers.show": {"GET": ORGANIZER},
    "answers.file": {"GET": ORGANIZER},
    "roster.by_delegation": {"GET": ORGANIZER},
    "saved_views.new": {"GET": ORGANIZER, "POST": ORGANIZER},
    "saved_views.edit": {"GET": ORGANIZER, "POST": ORGANIZER},
    "saved_views.remove": {"POST": ORGANIZER},
    # attendance
    "attendance.board": {"GET": ORGANIZER},
    "attendance.mark_person": {"POST": ORGANIZER},
    "attendance.mark_delegation": {"POST": ORGANIZER},
    # agenda
    "agenda.index": {"GET": VISITOR},
    "agenda.export": {"GET": VISITOR},
    "agenda.new_session": {"GET": ORGANIZER, "POST": ORGANIZER},
    "agenda.edit_session": {"GET": ORGANIZER, "POST": ORGANIZER},
    "agenda.remove_session": {"POST": ORGANIZER},
    "agenda.new_item": {"GET": ORGANIZER, "POST": ORGANIZER},
    "agenda.edit_item": {"GET": ORGANIZER, "POST": ORGANIZER},
    "agenda.move_item": {"POST": ORGANIZER},
    "agenda.remove_item": {"POST": ORGANIZER},
    "agenda.edit_leaders": {"GET": ORGANIZER, "POST": ORGANIZER},
    "agenda.new_room": {"GET": ORGANIZER, "POST": ORGANIZER},
    # proposals
    "proposals.index": {"GET": VISITOR},
    "proposals.show": {"GET": VISITOR},
    "proposals.data": {"GET": VISITOR},
    "proposals.new": {"GET": ORGANIZER, "POST": ORGANIZER},
    "proposals.edit": {"GET": ORGANIZER, "POST": ORGANIZER},
    "proposals.table": {"GET": ORGANIZER, "POST": ORGANIZER},
    "proposals.note_discussion": {"POST": ORGANIZER},
    "proposals.conclude": {"GET": ORGANIZER, "POST": ORGANIZER},
    "proposals.return_to_draft": {"POST": ORGANIZER},
    "proposals.proposal_points": {"GET": ORGANIZER, "POST": ORGANIZER},
    "proposals.session_points": {"GET": ORGANIZER, "POST": ORGANIZER},
    "proposals.move_point": {"POST": ORGANIZER},
    "proposals.remove_point": {"GET": ORGANIZER, "POST": ORGANIZER},
    "proposals.themes": {"GET": ORGANIZER, "POST": ORGANIZER},
    "proposals.move_theme": {"POST": ORGANIZER},
    "proposals.remove_theme": {"POST": ORGANIZER},
    # record
    "record.figures": {"GET": STAFF},
    "record.figures_json": {"GET": STAFF},
    "record.rule": {"GET": ORGANIZER, "POST": ORGANIZER},
    "record.participants": {"GET": VISITOR},
    "record.participants_file": {"GET": STAFF},
    "record.summary": {"GET": VISITOR},
    # press
    "press.index": {"GET": VISITOR},
    "press.feed": {"GET": VISITOR},
    "press.show": {"GET": VISITOR},
    "press.download": {"GET": VISITOR},
    "press.of_meeting": {"GET": VISITOR},
    "press.office.new": {"GET": PRESS, "POST": PRESS},
    "press.office.show": {"GET": STAFF},
    "press.office.edit": {"GET": PRESS, "POST": PRESS},
    "press.office.begin_text": {"POST": PRESS},
    "press.office.publish": {"POST": PRESS},
    "press.facts.index": {"GET": STAFF},
    "press.facts.new": {"GET": PRESS, "POST": PRESS},
    "press.facts.edit": {"GET": PRESS, "POST": PRESS},
    "press.facts.clear": {"POST": PRESS},
    "press.texts.show": {"GET": STAFF},
    "press.texts.new_block": {"GET": PRESS, "POST": PRESS},
    "press.texts.edit_block": {"GET": PRESS, "POST": PRESS},
    "press.texts.move_block": {"POST": PRESS},
    "press.texts.remove_block": {"POST": PRESS},
}
