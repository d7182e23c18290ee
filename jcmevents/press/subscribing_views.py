"""Joining and leaving the press list, without an account. A GET shows, a POST acts: mail scanners follow links."""

from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, url_for

from jcmevents import clock
from jcmevents.accounts.access import public
from jcmevents.application import limits
from jcmevents.extensions import csrf, db
from jcmevents.press.house import LANGUAGES
from jcmevents.press.press_list import Subscriber
from jcmevents.press.press_list_forms import SubscribeForm
from jcmevents.text import current_language

bp = Blueprint("subscribing", __name__, url_prefix="/press-list")


@bp.route("/", methods=["GET", "POST"])
@public
def subscribe() -> Any:
    lang = current_language()
    form = SubscribeForm(data={"lang": lang if lang in LANGUAGES else "en"})
    if form.validate_on_submit():
        now = clock.now()
        limits.count(limits.Act.MAIL, at=now)
        Subscriber.ask(**form.details(), at=now)
        db.session.commit()
        return redirect(url_for(".asked"))
    return render_template("press/subscribe.html", form=form)


@bp.get("/asked")
@public
def asked() -> Any:
    return render_template("press/subscribe_asked.html")


@bp.get("/<string:subscriber_key>/confirm")
@public
def confirm(subscriber_key: str) -> Any:
    return _page(_found(subscriber_key), "confirm")


@bp.post("/<string:subscriber_key>/confirm")
@public
def confirmed(subscriber_key: str) -> Any:
    _found(subscriber_key).confirm(at=clock.now())
    db.session.commit()
    return redirect(url_for(".end", subscriber_key=subscriber_key))


@bp.get("/<string:subscriber_key>/end")
@public
def end(subscriber_key: str) -> Any:
    return _page(_found(subscriber_key), "end")


@bp.post("/<string:subscriber_key>/end")
@csrf.exempt  # pressed in the mail program, which has no form of ours (RFC 8058); the key in the address is the right
@public
def ended(subscriber_key: str) -> Any:
    person = _found(subscriber_key)
    person.end(by=None, at=clock.now())
    db.session.commit()
    return _page(person, "end")  # mail programs follow no redirect


def _page(person: Subscriber, wished: str) -> str:
    return render_template("press/subscription.html", person=person, wished=wished)


def _found(key: str) -> Subscriber:
    g.is_private_page = True
    return Subscriber.by_key(key) or abort(404)
