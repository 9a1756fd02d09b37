"""requests-oauthlib drives the token endpoints: `requests_oauthlib_client.py ORIGIN CLIENT SECRET`."""

import os
import sys

os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback

from oauthlib.oauth2 import BackendApplicationClient, LegacyApplicationClient
from oauthlib.oauth2.rfc6749.errors import InvalidClientError, InvalidGrantError, InvalidScopeError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

origin, client, secret = sys.argv[1:]
TOKEN = f"{origin}/token"


def fails(error, call):
    try:
        call()
    except error:
        return
    raise AssertionError(f"no {error}")


def user(*scope):
    # The client's, since the session's is not sent with a password.
    return OAuth2Session(client=LegacyApplicationClient(client_id=None, scope=list(scope)))


def sign_in(session, password="secret"):
    return session.fetch_token(
        TOKEN, username="johndoe", password=password, include_client_id=False
    )


# The password grant: oauthlib warns of a scope that is not the one asked for, as an exception.
session = user("users:read")
token = sign_in(session)
assert token["token_type"].lower() == "bearer" and token["scope"] == ["users:read"], token
assert session.get(f"{origin}/users/me/").json()["username"] == "johndoe"
fails(InvalidGrantError, lambda: sign_in(user("users:read"), "wrong"))

# Refreshing: a wider scope is refused and spends nothing.
wider = user("users:read", "items:read")
fails(InvalidScopeError, lambda: wider.refresh_token(TOKEN, token["refresh_token"]))
renewed = session.refresh_token(TOKEN, token["refresh_token"])
assert renewed["access_token"] != token["access_token"]
assert session.get(f"{origin}/users/me/").status_code == 200
fails(InvalidGrantError, lambda: session.refresh_token(TOKEN, token["refresh_token"]))
# That was a spent one: the log-in has ended.
assert session.get(f"{origin}/users/me/").status_code == 401

# Client credentials, in the header and in the form.
service = OAuth2Session(client=BackendApplicationClient(client_id=client, scope=["items:read"]))
in_header = service.fetch_token(TOKEN, auth=HTTPBasicAuth(client, secret))
assert in_header["scope"] == ["items:read"] and "refresh_token" not in in_header, in_header
in_form = service.fetch_token(TOKEN, client_secret=secret, include_client_id=True)
assert in_form["access_token"] != in_header["access_token"]
fails(
    InvalidClientError,
    lambda: service.fetch_token(TOKEN, auth=HTTPBasicAuth(client, "wrong")),
)
print("everything held")
