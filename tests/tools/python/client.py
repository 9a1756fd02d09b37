"""A client that is generated from the served document calls the flagship.

python client.py ORIGIN
"""

import base64
import sys
from http import HTTPStatus
from typing import Any

from attrs import evolve
from items_client import AuthenticatedClient, Client
from items_client.api.default import (
    basic_auth,
    both_secured,
    create_item,
    dual_secured,
    greeting,
    health,
    list_items,
    me,
    protected_cookie,
    protected_query,
    protected_route,
    token,
)
from items_client.models import (
    Created,
    Item,
    Message,
    SecurityProblem,
    Signed,
    Token,
    TokenError,
    TokenForm,
    TokenFormGrantType,
    User,
)
from items_client.types import UNSET, Response

ORIGIN = sys.argv[1]
KEY = "api-key-0123456789"
WRONG = "wrong-key-0123456789"


def answered(answer: Response[Any], status: HTTPStatus, parsed: object) -> None:
    assert (answer.status_code, answer.parsed) == (status, parsed), answer


def refused(answer: Response[Any], status: HTTPStatus, detail: str) -> None:
    problem = SecurityProblem(
        type_="about:blank", title=status.phrase, status=status, detail=detail
    )
    answered(answer, status, problem)


def invalid(answer: Response[Any]) -> None:
    refused(answer, HTTPStatus.UNAUTHORIZED, "The credential is not valid.")


def absent(answer: Response[Any]) -> None:
    refused(answer, HTTPStatus.UNAUTHORIZED, "Authentication is required.")


def bearer(token: str) -> AuthenticatedClient:
    return AuthenticatedClient(ORIGIN, token, raise_on_unexpected_status=True)


def header(name: str, key: str) -> AuthenticatedClient:
    return AuthenticatedClient(ORIGIN, key, prefix="", auth_header_name=name)


def basic(name: str, password: str) -> AuthenticatedClient:
    credentials = base64.b64encode(f"{name}:{password}".encode()).decode()
    return AuthenticatedClient(ORIGIN, credentials, prefix="Basic")


def form(password: str, scope: str) -> TokenForm:
    return TokenForm(
        grant_type=TokenFormGrantType.PASSWORD,
        username="johndoe",
        password=password,
        scope=scope or UNSET,
    )


def signed_in(scope: str) -> AuthenticatedClient:
    answer = token.sync(client=anyone, body=form("secret", scope))
    assert isinstance(answer, Token), answer
    assert (answer.token_type, answer.scope) == ("bearer", scope)
    return bearer(answer.access_token)


anyone = Client(ORIGIN, raise_on_unexpected_status=True)
admitted = Message("You have access to the protected route")

# Public, and optional; the generator takes the latter for secured.
answered(health.sync_detailed(client=anyone), HTTPStatus.OK, None)
answered(
    greeting.sync_detailed(client=anyone),  # type: ignore[arg-type]
    HTTPStatus.OK,
    Message("Hello guest"),
)
denied = token.sync(client=anyone, body=form("wrong", ""))
assert isinstance(denied, TokenError) and denied.error == "invalid_grant", denied

# Without credentials, which is a mistake in the types too.
absent(me.sync_detailed(client=anyone))  # type: ignore[arg-type]
absent(protected_route.sync_detailed(client=anyone))  # type: ignore[arg-type]
absent(basic_auth.sync_detailed(client=anyone))  # type: ignore[arg-type]

# Keys in a header, the query, a cookie.
in_header = header("X-API-Key", KEY)
answered(protected_route.sync_detailed(client=in_header), HTTPStatus.OK, admitted)
invalid(protected_route.sync_detailed(client=header("X-API-Key", WRONG)))
for key in [KEY, WRONG]:
    # The client can only present a token in a header; nothing reads this one.
    unread = header("X-Unread", "-")
    by_query = protected_query.sync_detailed(
        client=evolve(unread, httpx_args={"params": {"api_key": key}})
    )
    by_cookie = protected_cookie.sync_detailed(
        client=unread.with_cookies({"api_key": key})
    )
    for answer in [by_query, by_cookie]:
        if key == KEY:
            answered(answer, HTTPStatus.OK, admitted)
        else:
            invalid(answer)

right = basic("basic-user", "basic:password")
answered(basic_auth.sync_detailed(client=right), HTTPStatus.OK, Signed("basic-user"))
invalid(basic_auth.sync_detailed(client=basic("basic-user", "wrong")))

# Scopes.
reader = signed_in("users:read items:read")
user = me.sync(client=reader)
assert isinstance(user, User) and not user.disabled, user
assert user.email == "johndoe@example.com", user
answered(
    list_items.sync_detailed(client=reader),
    HTTPStatus.OK,
    [Item(item_id="1", owner="johndoe")],
)
refused(
    create_item.sync_detailed(client=reader),
    HTTPStatus.FORBIDDEN,
    "The credential lacks a scope that this operation needs.",
)
created = create_item.sync(client=signed_in("items:write"))
assert created == Created(result="Item created", owner="johndoe"), created
answered(greeting.sync_detailed(client=reader), HTTPStatus.OK, Message("Hello johndoe"))
invalid(me.sync_detailed(client=bearer("x.y.z")))

# Either, and both.
system = header("X-System-API-Key", "system-key-0123456789")
answered(
    dual_secured.sync_detailed(client=system),
    HTTPStatus.OK,
    Message("Hello system integration"),
)
absent(both_secured.sync_detailed(client=system))
both = signed_in("").with_headers({"X-System-API-Key": "system-key-0123456789"})
answered(
    both_secured.sync_detailed(client=both),
    HTTPStatus.OK,
    Message("Hello user johndoe via system integration"),
)
