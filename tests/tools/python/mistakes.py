"""Each marked line is a mistake that the generated types have to see."""

from items_client import AuthenticatedClient, Client
from items_client.api.default import create_item, health, me, token
from items_client.models import PasswordForm, PasswordFormGrantType, User

anyone = Client("")
somebody = AuthenticatedClient("", "")

health.sync_detailed(client=anyone)
me.sync(client=somebody)
me.sync(client=anyone)  # mistake
create_item.sync(client=anyone)  # mistake

user = me.sync(client=somebody)
assert isinstance(user, User)
name: str = user.username
print(user.password_hash)  # mistake
disabled: str = user.disabled  # mistake

grant = PasswordFormGrantType.PASSWORD
token.sync(client=anyone, body=PasswordForm(grant, "", ""))
token.sync(client=anyone)  # mistake
token.sync(client=anyone, body=PasswordForm("password", "", ""))  # mistake
token.sync(client=anyone, body=PasswordForm(grant, "", "", None))  # mistake
