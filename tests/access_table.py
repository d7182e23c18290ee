"""Who may open what: endpoint -> method -> who. The one table; a route without a row fails `test_access`.

VISITOR stands for everybody, SIGNED_IN for any account; the roles are those of `accounts.models.Role`,
and an administrator may do what any role may.
"""

VISITOR, SIGNED_IN = "visitor", "signed in"
ORGANIZER, PRESS = "organizer", "press"
STAFF = {ORGANIZER, PRESS}

ACCESS: dict[str, dict[str, str | set[str]]] = {
    # accounts
    "accounts.sign_in": {"GET": VISITOR, "POST": VISITOR},
    "accounts.sign_out": {"POST": SIGNED_IN},
    # dashboard
    "dashboard.home": {"GET": VISITOR},
    "dashboard.healthz": {"GET": VISITOR},
    "dashboard.readyz": {"GET": VISITOR},
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
    "registration.roster": {"GET": ORGANIZER},
    "registration.roster_file": {"GET": ORGANIZER},
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
}
