"""What a reader chose, complete: the same address gives the same selection and so the same page."""

from dataclasses import dataclass, field

from dashboard.report.offered import EVERYONE, ORDERS, RULES, VIEWS
from dashboard.report.site_batches import FIRST_PAGE


@dataclass(frozen=True, slots=True)
class Selection:
    """One selection, complete: the same address gives the same selection and so the same page."""

    language: str
    programme: str
    instrument: str = ""
    from_wave: str = ""
    to_wave: str = ""
    group: str = EVERYONE
    item: str = "overall"
    round: str = ""
    against: str = ""
    view: str = VIEWS[0]
    kind: str = EVERYONE
    indicator: str = ""
    rules: str = RULES[0]
    sites: str = FIRST_PAGE
    order: str = ORDERS[0]
    # Empty where a page that has no use for them was asked without.
    subject: str = ""
    direction: str = ""
    since: str = ""
    site: str = ""
    # Not shown as text, which is what the cache keeps answers under: sorting changes no answer. So nothing
    # that is kept may hold them, and `query` leaves them out.
    sort: str = field(default="", repr=False)
    filter: str = field(default="", repr=False)
    columns: str = field(default="", repr=False)
    # 'yes' where a file holds what these show alone.
    seen: str = field(default="", repr=False)

    @property
    def waves(self) -> tuple[str, str]:
        """The earlier and the later wave."""
        return self.from_wave, self.to_wave

    def query(self) -> dict[str, str]:
        """Return the selection as links write it: how a reader sorts and filters a table is that reader's."""
        return {
            "programme": self.programme,
            "instrument": self.instrument,
            "from": self.from_wave,
            "to": self.to_wave,
            "group": self.group,
            "item": self.item,
            "round": self.round,
            "against": self.against,
            "view": self.view,
            "kind": self.kind,
            "indicator": self.indicator,
            "rules": self.rules,
            "sites": self.sites,
            "order": self.order,
            "subject": self.subject,
            "direction": self.direction,
            "since": self.since,
            "site": self.site,
            "lang": self.language,
        }
