"""Try the mail settings with one mail."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from subprocessors.management.asking import require_portal
from subprocessors.notifying import smtp_dialogue as smtp
from subprocessors.notifying.trying import try_mail

_NEEDED = """\
That it was taken does not say that it arrives. Receivers look whether you let this server send
for {domain}; whoever keeps its DNS sees to three records:
  SPF    a TXT record of {envelope} that names the server that sends (RFC 7208)
  DKIM   the server signs each message, and its public key stands below _domainkey.{domain}
         (RFC 6376)
  DMARC  a TXT record of _dmarc.{domain}; SPF or DKIM must be for {domain} itself (RFC 7489)
The header Authentication-Results of the mail, where it arrived, says spf=, dkim= and dmarc=."""


class Command(BaseCommand):
    help = (
        "Hands one mail to the mail server at once, and says what it answered. Nothing of the"
        " outbox is touched."
    )

    def add_arguments(self, parser):
        parser.add_argument("address", help="to whom it goes")

    def handle(self, *args, address, **options):
        require_portal()
        if settings.EMAIL_SERVER is None:
            raise CommandError("No mail server is set. Set EMAIL_URL and MAIL_FROM; see README.md.")
        host = f"{settings.EMAIL_SERVER.host}:{settings.EMAIL_SERVER.port}"
        try:
            outcome = try_mail(address, at=timezone.now())
        except ValueError as error:
            raise CommandError(str(error)) from error
        except (smtp.HostWaits, smtp.SenderHalts) as error:
            raise CommandError(f"Nothing was sent. {error}") from error
        said = f"{outcome.code or ''} {outcome.text}".strip()
        if outcome.kind != smtp.ACCEPTED:
            raise CommandError(f"{host} did not take it ({outcome.phase.label}): {said}")
        self.stdout.write(f"{host} took it: {said}")
        domain = settings.MAIL_FROM.domain
        envelope = settings.BOUNCE_ADDRESS.rpartition("@")[2] or domain
        self.stdout.write(_NEEDED.format(domain=domain, envelope=envelope))
