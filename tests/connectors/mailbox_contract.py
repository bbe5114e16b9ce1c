"""What every provider's `Mailbox` must hold: nothing lost, nothing read twice, nothing sent twice, nobody else's mail.
Inherit the class next to a fixture `workshop`.
"""

import threading
from concurrent.futures import ThreadPoolExecutor

from connectors.contract import Mailbox
from tests.connectors.mailbox_census import MailboxCensus
from tests.connectors.mailbox_desk import ANA, EVERYTHING
from tests.connectors.mailbox_drafts import MailboxDrafts
from tests.connectors.mailbox_reading import MailboxReading
from tests.connectors.mailbox_searching import MailboxSearching
from tests.connectors.mailbox_sending import MailboxSending
from tests.connectors.workshop import (
    Budget,
    Tokens,
    Workshop,
    mail,
    nothing_known,
    sign_in,
)


class MailboxContract(MailboxReading, MailboxSearching, MailboxCensus, MailboxSending, MailboxDrafts):
    """The claims."""

    # --- who I am ---------------------------------------------------------------------------------------------------

    def test_own_addresses_begin_with_the_main_one(self, mailbox: Mailbox, me: str) -> None:
        own = mailbox.own_addresses()
        assert own[0].email == me
        assert own[0].name
        assert len({address.email for address in own}) == len(own)

    # --- the safety rule --------------------------------------------------------------------------------------------

    def test_eight_threads_of_two_people_read_only_their_own_mail(self, workshop: Workshop) -> None:
        own = {
            person: {workshop.deliver(person, mail(ANA, person, f"For {person} {number}")) for number in range(25)}
            for person in workshop.people
        }
        tokens = {person: sign_in(workshop, person).text for person in workshop.people}
        together = threading.Barrier(8)

        def read(person: str) -> list[tuple[str, str]]:
            mailbox = workshop.provider.mailbox(workshop.settings, Tokens(tokens[person]), Budget())
            together.wait()
            page = mailbox.search(EVERYTHING, None, nothing_known)
            return [(change.provider_id, change.message.subject if change.message else "") for change in page.changes]

        readers = list(workshop.people) * 4
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(read, readers))
        for person, answer in zip(readers, answers, strict=True):
            assert {provider_id for provider_id, _ in answer} == own[person]
            assert all(subject.startswith(f"For {person} ") for _, subject in answer)
