"""Sessions: on the server for the console, a signed cookie with a form's token elsewhere."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_session.base import ServerSideSession, ServerSideSessionInterface
from sqlalchemy import delete, select

from campaign.db import db, insert_or, only_looking
from campaign.domain.staff import SESSION_IDLE, SESSION_LIFE
from campaign.models.staff import ConsoleSession

CONSOLE_PATH = "/console"
CONSOLE_COOKIE = "console"
REFRESH_AFTER = timedelta(minutes=1)
ID_BYTES = 32
BY_ITSELF = "X-By-Itself"
"""The header with which `static/js/live.js` asks."""
WHO = "_user_id"
"""Where Flask-Login keeps who is signed in."""
SINCE = "since"
"""When the session changed hands last, in seconds."""


class BrowserSession(ServerSideSession):
    """One browser's session, and who was signed in when the request came."""

    def __init__(
        self, data: dict[str, Any] | None, sid: str, *, expires_at: datetime | None = None
    ) -> None:
        super().__init__(data, sid=sid)
        self.owner = self.get(WHO)
        self.expires_at = expires_at


class ConsoleSessions(ServerSideSessionInterface):
    """Flask-session's interface on our own table.

    Its SQLAlchemy store is not used: it declares a table per application, keeps naive times,
    falls back to pickle, and commits whatever the request left half done.
    """

    def __init__(self, app: Flask) -> None:
        super().__init__(app, key_prefix="", permanent=False, sid_length=ID_BYTES)

    def open_session(self, app: Flask, request: Request) -> BrowserSession:
        """Return the session that the cookie names, or a fresh one."""
        del app
        sid = request.cookies.get(CONSOLE_COOKIE)
        found = self._find(sid) if sid else None
        if sid is None or found is None:
            return BrowserSession(None, self._generate_sid(ID_BYTES))
        return BrowserSession(
            msgspec.msgpack.decode(found.data, type=dict[str, Any]),
            sid,
            expires_at=found.expires_at,
        )

    def save_session(self, app: Flask, session: BrowserSession, response: Response) -> None:
        """Keep the session; one that changed hands gets a new id first."""
        db.session.rollback()  # What a request did not commit, its session must not commit.
        if session.get(WHO) != session.owner:
            session[SINCE] = datetime.now(UTC).timestamp()
            self.regenerate(session)
        super().save_session(app, session, response)

    def should_set_storage(self, app: Flask, session: BrowserSession) -> bool:
        """Write when something changed, and once a minute to show that somebody is there.

        A page that looks again by itself shows that of nobody.
        """
        del app
        if session.modified or session.expires_at is None:
            return True
        if BY_ITSELF in request.headers:
            return False
        return session.expires_at - datetime.now(UTC) < SESSION_IDLE - REFRESH_AFTER

    def get_cookie_name(self, app: Flask) -> str:
        """Return a name of its own; the public pages have another cookie."""
        del app
        return CONSOLE_COOKIE

    def get_cookie_path(self, app: Flask) -> str:
        """Keep the cookie away from the public pages."""
        del app
        return CONSOLE_PATH

    def _find(self, sid: str) -> ConsoleSession | None:
        statement = select(ConsoleSession).where(
            ConsoleSession.session_id == _hashed(sid),
            ConsoleSession.expires_at > datetime.now(UTC),
        )
        with only_looking():
            found = db.session.scalar(statement)
        if found is not None:
            db.session.expunge(found)
        db.session.rollback()  # The door decides afresh how the request's transaction begins.
        return found

    def _retrieve_session_data(self, store_id: str) -> dict[str, Any] | None:
        found = self._find(store_id)
        return None if found is None else msgspec.msgpack.decode(found.data, type=dict[str, Any])

    def _delete_session(self, store_id: str) -> None:
        db.session.execute(
            delete(ConsoleSession).where(ConsoleSession.session_id == _hashed(store_id))
        )
        db.session.commit()

    def _upsert_session(
        self, session_lifetime: timedelta, session: ServerSideSession, store_id: str
    ) -> None:
        del session_lifetime
        now = datetime.now(UTC)
        since = datetime.fromtimestamp(session.get(SINCE, now.timestamp()), UTC)
        values = {
            # A sentence that waits for its reader's language is written down in it now.
            "data": msgspec.msgpack.encode(dict(session), enc_hook=str),
            "expires_at": min(now + SESSION_IDLE, since + SESSION_LIFE),
        }
        db.session.execute(
            insert_or(db.session(), ConsoleSession)
            .values(session_id=_hashed(store_id), **values)
            .on_conflict_do_update(index_elements=["session_id"], set_=values)
        )
        db.session.commit()


class SessionsByPath(SecureCookieSessionInterface):
    """The console's sessions under its path, Flask's own everywhere else."""

    def __init__(self, app: Flask) -> None:
        self._console = ConsoleSessions(app)

    def open_session(  # type: ignore[override]  # The console's is no cookie session.
        self, app: Flask, request: Request
    ) -> SessionMixin | None:
        """Open the kind of session that belongs to the path."""
        if request.path == CONSOLE_PATH or request.path.startswith(f"{CONSOLE_PATH}/"):
            return self._console.open_session(app, request)
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Save a session the way it was opened."""
        if isinstance(session, BrowserSession):
            self._console.save_session(app, session, response)
        else:
            super().save_session(app, session, response)


def _hashed(sid: str) -> str:
    return hashlib.sha256(sid.encode()).hexdigest()
