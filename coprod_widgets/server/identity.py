"""Who is signed in, told to Jupyter's own machinery too, and a door that is shut by default."""

from __future__ import annotations

from typing import Any

from jupyter_server.auth import Authorizer, IdentityProvider, User
from tornado.web import RequestHandler

COOKIE = "coprod_sign_in"


class WardIdentity(IdentityProvider):
    """Jupyter's view of a sign-in: the account behind the cookie, or nobody."""

    def get_user(self, handler: RequestHandler) -> User | None:
        """The account that a request comes from."""
        found = handler.current_user
        return User(username=found.account.id) if found else None

    def get_handlers(self) -> list[Any]:
        """None of Jupyter's own sign-in pages."""
        return []

    @property
    def auth_enabled(self) -> bool:
        """Nothing is ever open to everybody."""
        return True


class ShutDoor(Authorizer):
    """Denies every Jupyter resource to everybody: kernels, files and the rest stay out of reach."""

    def is_authorized(self, handler: Any, user: User, action: str, resource: str) -> bool:
        """Never."""
        del handler, user, action, resource
        return False
