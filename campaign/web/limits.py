"""How often one network may ask; its address is kept only as a keyed hash, and not for long."""

from flask import request
from flask_limiter import Limiter

from campaign.wiring import edges

SENDS = "120 per hour"
LOOK_UPS = "30 per hour"
PLACES = "1200 per hour"
CODES = "60 per hour"
ERASURES = "10 per hour"
SIGN_INS = "30 per hour"
REPORTS = "1200 per minute"


def network_key() -> str:
    """Return the keyed hash of the network that a request comes from."""
    return edges().signer.digest("network", request.remote_addr or "")


limiter = Limiter(network_key, headers_enabled=True)
