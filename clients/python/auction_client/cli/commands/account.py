"""The commands about the user: `join`, `login`, `logout`, `whoami`, `rename` and `link`."""

import getpass
import sys
from argparse import ArgumentParser

from yarl import URL

from auction_client.auction_client import AuctionClient
from auction_client.cli.command import Command
from auction_client.cli.logins import Login
from auction_client.cli.moments import date_and_time
from auction_client.cli.session import Session
from auction_client.errors import RequestRefused, WrongUsage
from auction_client.messages import Identity


async def join(session: Session) -> None:
    """Register as a bidder, and keep the login."""
    async with session.client() as client:
        login = await joined(session, client, session.options.name)
    session.out.show(_shown(session, login), f"joined {session.url} as {login.handle}")


async def joined(session: Session, client: AuctionClient, name: str) -> Login:
    """Register by a name, act for the new user, and keep the login; raises WrongUsage, RequestRefused."""
    try:
        registration = await client.register(name)
    except RequestRefused as error:
        if error.refusal.code in {"forbidden", "not_found"}:
            raise WrongUsage(
                "registration is closed here: log in with your token by `auction login`"
            ) from None
        raise
    login = _login(await client.authenticate(registration.token), registration.token)
    session.use(login)
    try:
        session.logins.keep(session.url, login)
    except WrongUsage as error:
        session.out.note(f"the login is not kept: {error}")
    return login


async def log_in(session: Session) -> None:
    """Keep the login of a token or a sign-in link, which is read without an echo."""
    typed = session.options.token or _typed_token()
    address, token = read_link(typed)
    if address is not None:
        if session.options.url is not None and session.url != address:
            raise WrongUsage(f"this link is for {address}")
        session.url = address
    async with session.client() as client:
        login = _login(await client.authenticate(token), token)
    session.logins.keep(session.url, login)
    session.out.show(_shown(session, login), f"logged in to {session.url} as {login.handle}")


async def log_out(session: Session) -> None:
    """Forget the login of the server; its token stays valid until it expires."""
    was_kept = session.logins.forget(session.url)
    text = (
        f"logged out of {session.url}" if was_kept else f"you were not logged in to {session.url}"
    )
    session.out.show({"server": session.url, "logged_out": was_kept}, text)


async def rename(session: Session) -> None:
    """Take another name, and keep the login."""
    session.require_token()
    async with session.client() as client:
        renamed = await client.rename(session.options.name)
        login = _login(await client.authenticate(renamed.token), renamed.token)
    session.logins.keep(session.url, login)
    session.out.show(_shown(session, login), f"you are now {login.handle}")


async def link(session: Session) -> None:
    """Print the link by which the page, or `auction login` on another machine, signs in."""
    address = f"{session.url}/#token={session.require_token()}"
    session.out.show({"link": address}, address)
    session.out.note("anybody with this link can bid as you")


async def who_am_i(session: Session) -> None:
    """Print the user, as the server knows them."""
    token = session.require_token()
    async with session.client() as client:
        login = _login(await client.authenticate(token), token)
    lines = [f"{login.handle}, {login.role}, at {session.url}"]
    if login.expires_at is not None:
        lines.append(f"logged in until {date_and_time(login.expires_at * 1_000)}")
    session.out.show(_shown(session, login), *lines)


def read_link(typed: str) -> tuple[str | None, str]:
    """Return the server's address and the token of a sign-in link; of a token only the token."""
    page, is_link, token = typed.partition("#token=")
    if not is_link:
        return None, typed
    try:
        return str(URL(page).origin()), token
    except ValueError:
        raise WrongUsage("this is neither a token nor a sign-in link") from None


def _login(identity: Identity, token: str) -> Login:
    return Login(
        user_id=identity.user_id,
        handle=identity.handle,
        role=identity.role,
        token=token,
        expires_at=identity.expires_at,
    )


def _shown(session: Session, login: Login) -> dict[str, object]:
    """Return a login without its token."""
    return {
        "server": session.url,
        "user_id": login.user_id,
        "handle": login.handle,
        "role": login.role,
        "expires_at": login.expires_at,
    }


def _typed_token() -> str:
    try:
        token = (
            getpass.getpass("Token or sign-in link: ")
            if sys.stdin.isatty()
            else sys.stdin.readline()
        )
    except EOFError:
        token = ""
    if not token.strip():
        raise WrongUsage("a token is needed: type it, or give --token")
    return token.strip()


def _add_name(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="your name, which others see")


COMMANDS = (
    Command("join", "register as a bidder, and stay logged in", join, _add_name),
    Command("login", "log in with a token or a sign-in link, and stay logged in", log_in),
    Command("logout", "forget the login", log_out),
    Command("whoami", "print your name, role and server", who_am_i),
    Command("rename", "take another name", rename, _add_name),
    Command("link", "print the link that signs you in to the page", link),
)
