"""What was discussed: sectors and themes, points, follow-ups."""

from jcmevents.discussion.follow_ups import FollowUp, Progress
from jcmevents.discussion.points import DiscussionPoint, PointKind
from jcmevents.discussion.themes import Sector, SessionTheme, Theme

__all__ = ["DiscussionPoint", "FollowUp", "PointKind", "Progress", "Sector", "SessionTheme", "Theme"]
