"""The application with one more door, through which three people come in one transaction."""

from flask import Response, abort, request

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.delegations.models import Delegation
from jcmevents.extensions import csrf, db
from jcmevents.factory import create_app
from jcmevents.registration.models import Registration

app = create_app()


@app.post("/three/<int:delegation_id>")
@csrf.exempt
@public
def nominate_three(delegation_id: int) -> Response:
    delegation = db.session.get(Delegation, delegation_id) or abort(404)
    for name in request.form.getlist("full_name"):
        Registration.nominate(delegation, full_name=name, by=None, at=clock.now())
    db.session.commit()
    return Response("nominated", 201)
