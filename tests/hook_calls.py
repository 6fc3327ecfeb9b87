"""Calls as the mail providers make them, signed with keys of the tests' own."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from campaign.domain.returns import Call

TOPIC = "arn:aws:sns:us-west-2:123456789012:mail"
CERTIFICATE_URL = "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0a1b.pem"
SUBSCRIBE_URL = "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=x&Token=y"
MAILGUN_KEY = "a signing key of mailgun"
POSTMARK_SECRET = "a secret for postmark"
OWN_NAME = "0102018f-provider-own-name-000000"


@dataclass
class Amazon:
    """Signs as SNS does, with a certificate of its own."""

    key: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )

    @property
    def certificate(self) -> bytes:
        """Return what stands at the address of the certificate."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        begin = datetime(2026, 1, 1, tzinfo=UTC)
        built = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(1)
            .not_valid_before(begin)
            .not_valid_after(begin + timedelta(days=365))
            .sign(self.key, SHA256())
        )
        return built.public_bytes(Encoding.PEM)

    def message(self, now: datetime, *, version: str = "2", **changes: str) -> dict[str, str]:
        """Return a signed message of the topic."""
        message = {
            "Type": "Notification",
            "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
            "TopicArn": TOPIC,
            "Message": "{}",
            "Timestamp": now.isoformat().replace("+00:00", "Z"),
            "SigningCertURL": CERTIFICATE_URL,
            "SignatureVersion": version,
            **changes,
        }
        names = ("Message", "MessageId", "SubscribeURL", "Subject", "Timestamp", "Token")
        signed = "".join(
            f"{name}\n{message[name]}\n"
            for name in sorted({*names, "TopicArn", "Type"})
            if name in message
        )
        algorithm = SHA256() if version == "2" else SHA1()  # noqa: S303  # As Amazon signs.
        proof = self.key.sign(signed.encode(), PKCS1v15(), algorithm)
        return {**message, "Signature": base64.b64encode(proof).decode()}


def ses_event(word: str, *, source: str = "", sent_id: str = "", **more: Any) -> str:
    """Return an event as SES writes it. `Any`, for it nests what it likes."""
    headers = [{"name": "Message-ID", "value": f"<{sent_id}>"}] if sent_id else []
    mail = {"messageId": OWN_NAME, "source": source, "headers": headers}
    return json.dumps({"eventType": word, "mail": mail, **more})


def call(content: object, now: datetime, **headers: str) -> Call:
    """Return a call with a JSON body."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Call(
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        body=body,
        at=now,
    )


def mailgun(event: dict[str, Any], signed_at: datetime, *, key: str = MAILGUN_KEY) -> object:
    """Return what Mailgun sends. `Any`, for it nests what it likes."""
    moment, token = str(int(signed_at.timestamp())), "a token"
    proof = hmac.new(key.encode(), (moment + token).encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": moment, "token": token, "signature": proof},
        "event-data": {"id": "an-event", "timestamp": signed_at.timestamp(), **event},
    }


@dataclass
class SendGrid:
    """Signs as SendGrid does."""

    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def public_key(self) -> str:
        """Return the verification key as SendGrid shows it."""
        der = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    def call(self, events: object, signed_at: datetime, now: datetime) -> Call:
        """Return a signed call."""
        body, moment = json.dumps(events).encode(), str(int(signed_at.timestamp()))
        proof = self.key.sign(moment.encode() + body, ec.ECDSA(SHA256()))
        return call(
            body,
            now,
            x_twilio_email_event_webhook_signature=base64.b64encode(proof).decode(),
            x_twilio_email_event_webhook_timestamp=moment,
        )
