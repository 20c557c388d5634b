"""The settings of mail. Until EMAIL_URL is set, mails are files in DATA_DIR/mail, and nobody is
sent any.
"""

from django.core.exceptions import ImproperlyConfigured

from subprocessors.notifying.mail_server import bounce_mailbox, mail_sender, mail_server
from trustportal.environment import env_bool, env_int, env_text

_mail_url, _mail_from = env_text("EMAIL_URL"), env_text("MAIL_FROM")
try:
    EMAIL_SERVER = mail_server(_mail_url) if _mail_url else None
except ValueError as error:  # not repeated in the message: it may hold a password
    raise ImproperlyConfigured(f"EMAIL_URL {error}.") from None
try:
    MAIL_FROM = mail_sender(_mail_from) if _mail_from else None
except ValueError as error:
    raise ImproperlyConfigured(f"MAIL_FROM={error}.") from None
if EMAIL_SERVER and not MAIL_FROM:
    raise ImproperlyConfigured(
        "MAIL_FROM is not set: set it to the address that notices come from, such as"
        " Octo Cloud <notices@octo.example>"
    )
#: The mailbox whose mail `manage.py readbounce` is given; "": bounces are not known.
BOUNCE_ADDRESS = env_text("BOUNCE_ADDRESS")
try:
    BOUNCE_ADDRESS = BOUNCE_ADDRESS and bounce_mailbox(BOUNCE_ADDRESS)
except ValueError as error:
    raise ImproperlyConfigured(f"BOUNCE_ADDRESS={error}.") from None
MAIL_CONNECTIONS = env_int("MAIL_CONNECTIONS", 4, low=1, high=20)  # of one sender, at once
MAIL_PER_CONNECTION = env_int("MAIL_PER_CONNECTION", 100, low=1, high=10_000)
MAIL_PER_MINUTE = env_int("MAIL_PER_MINUTE", 0, low=0, high=100_000)  # 0: any number
#: Whether `make run` starts the sender beside the server.
SEND_NOTICES = env_bool("SEND_NOTICES", default=True)
#: In place of the file DATA_DIR/sender-mark, where senders on several machines share a database.
SENDER_MARK = env_text("SENDER_MARK")
