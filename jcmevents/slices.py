"""What the application consists of: the pages of every slice, the work behind them, and what is forgotten when."""

from jcmevents import files, mail
from jcmevents.accounts import expiry, links
from jcmevents.accounts import token_views as tokens
from jcmevents.accounts import views as accounts
from jcmevents.agenda import views as agenda
from jcmevents.amendments import board as amendments
from jcmevents.amendments import retention as amendments_retention
from jcmevents.amendments import views as entries
from jcmevents.application import door, organizers, own
from jcmevents.application import views as application
from jcmevents.attendance import list_pages, live_pages, report_pages, station_views, stations_pages
from jcmevents.attendance import retention as attendance_retention
from jcmevents.attendance import views as attendance
from jcmevents.badges import views as badges
from jcmevents.catalogue import views as catalogue
from jcmevents.countries import views as countries
from jcmevents.dashboard import behind, sitemap
from jcmevents.dashboard import views as dashboard
from jcmevents.delegations import invitation_views as invitations
from jcmevents.delegations import letter_views as letters
from jcmevents.delegations import retention as delegations_retention
from jcmevents.delegations import views as delegations
from jcmevents.downloads import views as download_pages
from jcmevents.meetings import views as meetings
from jcmevents.minutes import report_views as reporting
from jcmevents.minutes import views as minutes
from jcmevents.nomination import board
from jcmevents.nomination import views as nomination
from jcmevents.organizations import views as organizations
from jcmevents.press import views as press
from jcmevents.proposals import views as proposals
from jcmevents.questionnaire import views as questionnaire
from jcmevents.record import freezing, list_views
from jcmevents.record import series_views as series
from jcmevents.record import summary_views as summaries
from jcmevents.record import views as record
from jcmevents.registration import answer_views as answers
from jcmevents.registration import retention as registration_retention
from jcmevents.registration import views as registration
from jcmevents.roster import retention as roster_retention
from jcmevents.roster import saved_view_pages as saved_views
from jcmevents.roster import views as roster
from jcmevents.roster.importing import views as imports
from jcmevents.roster.importing import work as importing
from jcmevents.submission import others_views as submission
from jcmevents.submission import sending
from jcmevents.travel import own_views as own_travel
from jcmevents.travel import retention as travel_retention
from jcmevents.travel import views as travel

SLICES = (
    accounts,
    agenda,
    amendments,
    application,
    answers,
    attendance,
    badges,
    behind,
    board,
    catalogue,
    countries,
    dashboard,
    sitemap,
    delegations,
    download_pages,
    door,
    entries,
    invitations,
    letters,
    links,
    list_pages,
    live_pages,
    list_views,
    meetings,
    minutes,
    reporting,
    nomination,
    organizations,
    organizers,
    own,
    own_travel,
    press,
    proposals,
    questionnaire,
    record,
    registration,
    imports,
    roster,
    report_pages,
    saved_views,
    sending,
    series,
    station_views,
    stations_pages,
    submission,
    summaries,
    tokens,
    travel,
)
WORK_BEHIND_THE_PAGES = (files, importing, mail, freezing)  # for worker and tables
FORGETTING = (
    expiry,
    amendments_retention,
    attendance_retention,
    delegations_retention,
    registration_retention,
    roster_retention,
    travel_retention,
)
