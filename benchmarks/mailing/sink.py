"""One process: a mail server that takes every message, and its time before each reply.

Prints its port once it listens. ``XTAKEN`` asks how many messages it took so far, ``XMET`` how
many clients said EHLO.
"""

import asyncio

#: Seconds before each reply.
REPLY_AFTER = 0.02
_REPLIES = {
    "EHLO": b"250 sink.example",
    "MAIL": b"250 2.1.0 Ok",
    "RCPT": b"250 2.1.5 Ok",
    "RSET": b"250 2.0.0 Ok",
    "DATA": b"354 Go on",
    "QUIT": b"221 2.0.0 Bye",
}


class Sink:
    """What all its connections took together."""

    def __init__(self):
        self.taken = self.met = 0

    async def serve(self, reader, writer):
        """Talks with one client until it goes."""
        said = b"220 sink.example ESMTP"
        while said:
            await asyncio.sleep(REPLY_AFTER)
            writer.write(said + b"\r\n")
            if said.startswith(b"354"):
                await reader.readuntil(b"\r\n.\r\n")
                self.taken += 1
                said = b"250 2.0.0 Ok: queued as %d" % self.taken
            else:
                said = None if said.startswith(b"221") else self._reply(await reader.readline())
        writer.close()

    def _reply(self, line):
        command = line[:4].decode("ascii", "replace").upper()
        if command == "XTAK":
            return b"250 %d" % self.taken
        if command == "XMET":
            return b"250 %d" % self.met
        self.met += command == "EHLO"
        return _REPLIES.get(command, b"502 5.5.1 No such command") if line else None


async def main():
    sink = Sink()
    server = await asyncio.start_server(sink.serve, "127.0.0.1", 0, limit=2**24)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
