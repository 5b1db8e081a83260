"""Runs a command and says what the operating system counted for it and for its descendants.

usage: measure.py REPORT_FILE COMMAND [ARGUMENT...]

REPORT_FILE gets one JSON object: `startedMs` of the monotonic clock, `wallMs`, `userMs`, `systemMs`,
`peakRssMiB` (of the largest of its processes). The command's streams are ours, and its exit code is
handed on.

Node cannot wait for a child this way. It also matters that this process is small: on Linux the peak
memory of a forked process begins with that of the process that forked it.
"""

import json
import os
import sys
import time


def main(report_file, *command):
    started = time.monotonic()
    pid = os.fork()
    if pid == 0:
        try:
            os.execvp(command[0], command)
        except OSError as error:
            print(f"{command[0]}: {error.strerror}", file=sys.stderr)
            os._exit(127)
    _, status, used = os.wait4(pid, 0)
    wall = time.monotonic() - started
    unit = 1 if sys.platform == "darwin" else 1024
    with open(report_file, "w") as report:
        json.dump(
            {
                "startedMs": started * 1e3,
                "wallMs": wall * 1e3,
                "userMs": used.ru_utime * 1e3,
                "systemMs": used.ru_stime * 1e3,
                "peakRssMiB": used.ru_maxrss * unit / 2**20,
            },
            report,
        )
    return os.waitstatus_to_exitcode(status)


sys.exit(abs(main(*sys.argv[1:])))
