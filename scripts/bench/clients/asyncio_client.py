"""The article's asyncio client, with its two mistakes mended so that it can be raced.

As published it calls `response.status`, a number, so that every frame counts as failed; and its
semaphore is free again before the request begins, so that it limits nothing.

usage: asyncio_client.py FOLDER URL AT_ONCE   -> one JSON line: frames, ok, seconds, cpuMs
Debian packages: python3-aiohttp
"""

import asyncio
import json
import sys
import time
from pathlib import Path

import aiohttp


async def post_frame(session, limit, path, url):
    async with limit:
        try:
            with path.open("rb") as image:
                async with session.post(url, data={"image": image}) as response:
                    await response.read()
                    return response.ok
        except (OSError, aiohttp.ClientError):
            return False


async def post_all(paths, url, at_once):
    limit = asyncio.Semaphore(at_once)
    async with aiohttp.ClientSession() as session:
        tasks = [asyncio.create_task(post_frame(session, limit, path, url)) for path in paths]
        return await asyncio.gather(*tasks)


def main(folder, url, at_once):
    paths = sorted(Path(folder).glob("*.jpg"))
    started, cpu_before = time.perf_counter(), time.process_time()
    delivered = asyncio.run(post_all(paths, url, int(at_once)))
    seconds = time.perf_counter() - started
    cpu_ms = 1000 * (time.process_time() - cpu_before)
    report = {"frames": len(paths), "ok": sum(delivered), "seconds": seconds, "cpuMs": cpu_ms}
    print(json.dumps(report))


main(*sys.argv[1:])
