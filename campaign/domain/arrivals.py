"""What became of the letters to one office, in the few words that a visitor brings along."""

from enum import StrEnum

from campaign.domain.deliveries import Channel, DeliveryState


class Arrival(StrEnum):
    """How a letter came to its office, or that it did not yet."""

    BY_EMAIL = "by_email"
    BY_FORM = "by_form"
    ON_PAPER = "on_paper"
    ON_THE_WAY = "on_the_way"
    NOT_ARRIVED = "not_arrived"


_HAS_IT = frozenset({DeliveryState.SENT, DeliveryState.DELIVERED})
_LOST = frozenset({DeliveryState.BOUNCED, DeliveryState.FAILED, DeliveryState.SUPPRESSED})
_WAYS = {
    Channel.EMAIL: Arrival.BY_EMAIL,
    Channel.FORM: Arrival.BY_FORM,
    Channel.PRINT: Arrival.ON_PAPER,
}


def arrival(channel: Channel, state: DeliveryState) -> Arrival:
    """Return what became of a letter whose highest rung stands so; a doubt is on the way."""
    if state in _HAS_IT:
        return _WAYS[channel]
    return Arrival.NOT_ARRIVED if state in _LOST else Arrival.ON_THE_WAY
