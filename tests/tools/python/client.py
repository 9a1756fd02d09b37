"""A client that is generated from the served document calls the flagship.

python client.py ORIGIN CLIENT_SECRET
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
    change_password,
    create_item,
    dual_secured,
    greeting,
    health,
    introspect,
    list_items,
    me,
    protected_cookie,
    protected_query,
    protected_route,
    revoke,
    sign_up,
    token,
)
from items_client.models import (
    ClientCredentialsForm,
    ClientCredentialsFormGrantType,
    Created,
    IntrospectionAnswer,
    IntrospectionForm,
    Item,
    Message,
    NewPassword,
    PasswordForm,
    PasswordFormGrantType,
    Problem,
    RefreshForm,
    RefreshFormGrantType,
    RevocationForm,
    SecurityProblem,
    Signed,
    SignUp,
    TokenAnswer,
    TokenFault,
    User,
)
from items_client.types import UNSET, Response

ORIGIN, SECRET = sys.argv[1:]
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


def form(name: str, password: str, scope: str) -> PasswordForm:
    return PasswordForm(
        grant_type=PasswordFormGrantType.PASSWORD,
        username=name,
        password=password,
        scope=scope or UNSET,
    )


def granted(
    body: PasswordForm | RefreshForm | ClientCredentialsForm, scope: str
) -> TokenAnswer:
    answer = token.sync(client=anyone, body=body)
    assert isinstance(answer, TokenAnswer), answer
    assert (answer.token_type, answer.scope) == ("bearer", scope)
    return answer


def fails(
    body: PasswordForm | RefreshForm | ClientCredentialsForm, error: str
) -> None:
    answer = token.sync(client=anyone, body=body)
    assert isinstance(answer, TokenFault) and answer.error == error, answer


def signed_in(scope: str) -> AuthenticatedClient:
    return bearer(granted(form("johndoe", "secret", scope), scope).access_token)


def refresh(refresh_token: object) -> RefreshForm:
    assert isinstance(refresh_token, str), refresh_token
    return RefreshForm(RefreshFormGrantType.REFRESH_TOKEN, refresh_token)


anyone = Client(ORIGIN, raise_on_unexpected_status=True)
admitted = Message("You have access to the protected route")

# Public, and optional; the generator takes the latter for secured.
answered(health.sync_detailed(client=anyone), HTTPStatus.OK, None)
answered(
    greeting.sync_detailed(client=anyone),  # type: ignore[arg-type]
    HTTPStatus.OK,
    Message("Hello guest"),
)
fails(form("johndoe", "wrong", ""), "invalid_grant")

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

# Tokens: renewed, looked at, ended; and one of the service's own.
first = granted(form("johndoe", "secret", "users:read"), "users:read")
second = granted(refresh(first.refresh_token), "users:read")
question = IntrospectionForm(
    second.access_token, client_id="items-service", client_secret=SECRET
)
worth = introspect.sync(client=anyone, body=question)
assert isinstance(worth, IntrospectionAnswer) and worth.active, worth
assert (worth.sub, worth.scope) == ("johndoe", "users:read"), worth
last = refresh(second.refresh_token)
ended = revoke.sync_detailed(client=anyone, body=RevocationForm(last.refresh_token))
answered(ended, HTTPStatus.OK, None)
fails(last, "invalid_grant")
invalid(me.sync_detailed(client=bearer(second.access_token)))
assert introspect.sync(client=anyone, body=question) == IntrospectionAnswer(False)
own = ClientCredentialsForm(
    ClientCredentialsFormGrantType.CLIENT_CREDENTIALS,
    scope="items:read",
    client_id="items-service",
    client_secret=SECRET,
)
service = granted(own, "items:read")
assert service.refresh_token is UNSET, service
answered(
    list_items.sync_detailed(client=bearer(service.access_token)),
    HTTPStatus.OK,
    [Item(item_id="1", owner="items-service")],
)

# An account of one's own, and a new password for it.
old, new = "moth wardrobe 47 lamps", "lamps wardrobe 74 moth"
account = sign_up.sync_detailed(
    client=anyone, body=SignUp("jane@example.com", "Jane Doe", old, "jane")
)
assert account.status_code == HTTPStatus.CREATED, account
assert isinstance(account.parsed, User) and account.parsed.username == "jane", account
weak = sign_up.sync(client=anyone, body=SignUp("jane@", "Jane Doe", "short", "jane"))
assert isinstance(weak, Problem) and weak.status == 422, weak
assert {wrong.field for wrong in weak.errors} == {"email", "password"}, weak
jane = granted(form("jane", old, "users:write"), "users:write")
changed = change_password.sync_detailed(
    client=bearer(jane.access_token), body=NewPassword(old, new)
)
answered(changed, HTTPStatus.NO_CONTENT, None)
fails(form("jane", old, ""), "invalid_grant")
granted(form("jane", new, ""), "")
