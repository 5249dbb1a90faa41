# SPDX-License-Identifier: Apache-2.0
"""A network that misbehaves: it stands before a node and hands on what it likes, when it likes, as often as it likes."""

import asyncio
import collections
import random
import threading


class Chaos:
    """Hands connections on from one port to another; what goes wrong is drawn anew for each connection."""

    # A lost answer is what makes a message come twice; a late connection is what makes messages change places.
    KINDS = ["hand on", "refuse", "late", "slow", "cut", "lose answers", "silence", "twice"]

    def __init__(self, port, target, seed, host="127.0.0.1"):
        self.port, self.target, self.host = port, target, host
        self.chances, self.seen, self.is_calm = random.Random(seed), collections.Counter(), True
        self.loop, self.open = asyncio.new_event_loop(), set()
        started = threading.Event()
        self.thread = threading.Thread(target=self.run, args=(started,), daemon=True)
        self.thread.start()
        assert started.wait(10), "the network does not start"

    def run(self, started):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(asyncio.start_server(self.connected, self.host, self.port))
        self.loop.call_soon(started.set)
        self.loop.run_forever()

    def set_calm(self, is_calm):
        """From now on it behaves, or does not; what is open is closed, so that nobody waits for a silent one and nobody keeps a good one."""
        self.is_calm = is_calm
        self.loop.call_soon_threadsafe(lambda: [writer.transport.abort() for writer in list(self.open)])

    async def connected(self, reader, writer):
        kind = "hand on" if self.is_calm else self.chances.choice(self.KINDS)
        self.seen[kind] += 1
        self.open.add(writer)
        try:
            if kind == "refuse":
                return
            if kind == "late":
                await asyncio.sleep(self.chances.uniform(0.5, 4))
            there, back = await asyncio.open_connection(*self.target)
            self.open.add(back)
            kept = bytearray()
            limit = self.chances.randrange(1, 60_000) if kind == "cut" else None
            # The handshake and some answers come through before they are lost.
            answers = self.chances.randrange(2_000, 12_000) if kind == "lose answers" else None
            try:
                # Nodes keep connections open; here none lives long, so that the next one meets something else.
                life = None if self.is_calm else self.chances.uniform(0.4, 4)
                async with asyncio.timeout(life):
                    await asyncio.gather(
                        self.pipe(reader, back, kind, limit, kept), self.pipe(there, writer, kind, answers, None))
            except TimeoutError:
                pass
            finally:
                back.transport.abort()
                self.open.discard(back)
            if kind == "twice":
                await self.again(bytes(kept))
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.transport.abort()
            self.open.discard(writer)

    async def pipe(self, reader, writer, kind, limit, kept):
        handed = 0
        while data := await reader.read(4096):
            if kind == "silence" and handed > 3_000:
                await asyncio.sleep(3)
                raise ConnectionResetError
            if kind == "slow":
                await asyncio.sleep(self.chances.uniform(0, 0.15))
            if limit is not None and handed + len(data) > limit:
                writer.write(data[:limit - handed])
                raise ConnectionResetError
            handed += len(data)
            if kept is not None:
                kept += data
            writer.write(data)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()

    async def again(self, kept):
        """Somebody who has recorded a connection plays it once more."""
        _, writer = await asyncio.open_connection(*self.target)
        writer.write(kept)
        await writer.drain()
        await asyncio.sleep(0.2)
        writer.transport.abort()
