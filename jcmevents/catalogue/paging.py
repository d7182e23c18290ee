"""The catalogue page by page."""

from flask_sqlalchemy.pagination import Pagination

from jcmevents.catalogue.catalogue import Catalogue, Entry

PER_PAGE = 50


class Entries(Pagination):
    def __init__(self, catalogue: Catalogue, page: int):
        super().__init__(page=max(page, 1), per_page=PER_PAGE, error_out=False, catalogue=catalogue)

    def _query_count(self) -> int:
        total: int = self._query_args["catalogue"].total
        return total

    def _query_items(self) -> list[Entry]:
        entries: list[Entry] = self._query_args["catalogue"].some(self._query_offset, self.per_page)
        return entries
