"""The pages: one folder each, and this is the only list of them."""

from dashboard.pages.change.page import PAGE as CHANGE
from dashboard.pages.data.page import PAGE as DATA
from dashboard.pages.explore.page import PAGE as EXPLORE
from dashboard.pages.involvement.page import PAGE as INVOLVEMENT
from dashboard.pages.management.page import PAGE as MANAGEMENT
from dashboard.pages.methods.page import PAGE as METHODS
from dashboard.pages.overview.page import PAGE as OVERVIEW
from dashboard.pages.participants.page import PAGE as PARTICIPANTS
from dashboard.pages.principles.page import PAGE as PRINCIPLES
from dashboard.pages.privacy.page import PAGE as PRIVACY
from dashboard.pages.sessions.page import PAGE as SESSIONS
from dashboard.pages.site.page import PAGE as SITE
from dashboard.report.page import Pages

PAGES: Pages = {
    page.name: page
    for page in (
        OVERVIEW,
        CHANGE,
        INVOLVEMENT,
        SITE,
        PRINCIPLES,
        PARTICIPANTS,
        SESSIONS,
        MANAGEMENT,
        EXPLORE,
        DATA,
        METHODS,
        PRIVACY,
    )
}
