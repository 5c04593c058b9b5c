#!/usr/bin/python3
"""An SMTP server that behaves as the recipient's name says, and politely where it says nothing.

    faulty_smtp.py PORT FOLDER

refused@…     RCPT: 550 5.1.1                      later@…   RCPT: 451 4.3.0
blamed@…      after the final dot: 550 5.7.1       quits@…   the connection breaks at RCPT, the first time
slow@…             the answer after the final dot comes two seconds late
vanishes@…    the mail is kept, the connection breaks before the answer, the first time

Each mail kept is a line of FOLDER/mails: recipient, Message-ID.
"""

import asyncio
import email
import logging
import os
import sys

from aiosmtpd.smtp import SMTP


class Faults:
    def __init__(self, folder):
        self.mails = os.path.join(folder, "mails")
        self.seen = set()

    def first_time(self, address):
        new = address not in self.seen
        self.seen.add(address)
        return new

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        if name.startswith("refused"):
            return "550 5.1.1 no such mailbox"
        if name.startswith("later"):
            return "451 4.3.0 not now"
        if name.startswith("quits") and self.first_time(address):
            server.transport.abort()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server, session, envelope):
        address = envelope.rcpt_tos[0]
        if address.startswith("blamed"):
            return "550 5.7.1 we do not like you"
        with open(self.mails, "a") as file:
            message = email.message_from_bytes(envelope.content)
            file.write(f"{address} {message['Message-ID']}\n")
        if address.startswith("slow"):
            await asyncio.sleep(2)
        if address.startswith("vanishes") and self.first_time(address):
            server.transport.abort()
        return "250 2.0.0 kept"


async def main(port, folder):
    faults = Faults(folder)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(faults, data_size_limit=None, hostname="faulty.localhost", loop=loop), "127.0.0.1", port)
    await server.serve_forever()


logging.disable(logging.CRITICAL)
asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
