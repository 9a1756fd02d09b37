"""Authlib drives the token endpoints: `authlib_client.py ORIGIN CLIENT SECRET`."""

import os
import sys

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback

from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session

origin, client, secret = sys.argv[1:]
TOKEN, REVOKE, INTROSPECT = (f"{origin}/{path}" for path in ("token", "revoke", "introspect"))


def user():
    # A client without a name: the empty one counts as left out, where `None` would be sent as text.
    return OAuth2Session("", token_endpoint_auth_method="none")


def service(method="client_secret_basic", given=secret):
    return OAuth2Session(client, given, token_endpoint_auth_method=method)


def sign_in(scope="users:read items:read"):
    session = user()
    token = session.fetch_token(
        TOKEN, grant_type="password", username="johndoe", password="secret", scope=scope
    )
    return session, token


def introspected(token, method="client_secret_basic"):
    answer = service(method).introspect_token(INTROSPECT, token=token)
    assert answer.status_code == 200, answer.text
    return answer.json()


def fails(error, call):
    try:
        call()
    except OAuthError as failure:
        assert failure.error == error, failure
    else:
        raise AssertionError(f"no {error}")


# The password grant, and a call with its token.
session, token = sign_in()
assert token["token_type"].lower() == "bearer" and token["expires_in"] == 1800, token
assert set(token["scope"].split()) == {"users:read", "items:read"}
me = session.get(f"{origin}/users/me/")
assert me.status_code == 200 and me.json()["username"] == "johndoe", me.text
assert session.post(f"{origin}/items/").status_code == 403
fails(
    "invalid_grant",
    lambda: user().fetch_token(TOKEN, grant_type="password", username="johndoe", password="x"),
)

# Introspection by the client that may, authenticated either way, and by nobody else.
for method in ("client_secret_basic", "client_secret_post"):
    said = introspected(token["access_token"], method)
    assert said["active"] is True and said["sub"] == "johndoe", said
    assert set(said["scope"].split()) == {"users:read", "items:read"}
assert introspected("rubbish") == {"active": False}
assert introspected(token["refresh_token"]) == {"active": False}
refused = service(given="wrong").introspect_token(INTROSPECT, token=token["access_token"])
assert refused.status_code == 401 and refused.json()["error"] == "invalid_client", refused.text
assert refused.headers["WWW-Authenticate"].startswith("Basic "), refused.headers

# Refreshing, narrower than before; the old refresh token is spent.
renewed = session.refresh_token(TOKEN, refresh_token=token["refresh_token"], scope="users:read")
assert renewed["access_token"] != token["access_token"]
assert renewed["refresh_token"] != token["refresh_token"]
assert session.get(f"{origin}/users/me/").status_code == 200
assert introspected(renewed["access_token"])["scope"] == "users:read"

# Revocation of an access token leaves the log-in alone.
answer = session.revoke_token(REVOKE, token=renewed["access_token"], token_type_hint="access_token")
assert answer.status_code == 200, answer.text
assert session.get(f"{origin}/users/me/").status_code == 401
assert introspected(renewed["access_token"]) == {"active": False}
again = session.refresh_token(TOKEN, refresh_token=renewed["refresh_token"])
assert session.get(f"{origin}/users/me/").status_code == 200

# Revocation of a refresh token ends it.
answer = session.revoke_token(REVOKE, token=again["refresh_token"], token_type_hint="refresh_token")
assert answer.status_code == 200, answer.text
assert session.get(f"{origin}/users/me/").status_code == 401
fails("invalid_grant", lambda: session.refresh_token(TOKEN, refresh_token=again["refresh_token"]))
assert session.revoke_token(REVOKE, token="unknown").status_code == 200

# A spent refresh token that turns up again ends the log-in for both.
thief, stolen = sign_in()
honest = thief.refresh_token(TOKEN, refresh_token=stolen["refresh_token"])
fails("invalid_grant", lambda: user().refresh_token(TOKEN, refresh_token=stolen["refresh_token"]))
fails("invalid_grant", lambda: user().refresh_token(TOKEN, refresh_token=honest["refresh_token"]))
assert introspected(honest["access_token"]) == {"active": False}

# Client credentials: granted is what the client may do, and no refresh token comes with it.
for method in ("client_secret_basic", "client_secret_post"):
    token = service(method).fetch_token(
        TOKEN, grant_type="client_credentials", scope="items:read users:read"
    )
    assert token["scope"] == "items:read" and "refresh_token" not in token, token
    said = introspected(token["access_token"])
    assert said["active"] is True and said["client_id"] == client, said
fails(
    "invalid_client",
    lambda: service(given="wrong").fetch_token(TOKEN, grant_type="client_credentials"),
)
print("everything held")
