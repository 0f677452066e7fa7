"""All entries of the verification suite, by name."""

from tests.verification import entries_flows, entries_money, entries_networks, entries_queues
from tests.verification.entry import Entry

ENTRIES: dict[str, Entry] = {
    **entries_queues.ENTRIES,
    **entries_networks.ENTRIES,
    **entries_flows.ENTRIES,
    **entries_money.ENTRIES,
}
