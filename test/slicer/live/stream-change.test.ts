import { expect, test } from "vitest";
import { StreamChange } from "../../../src/slicer/live/stream-change.ts";

function reasonAfter(...lines: readonly string[]): string | null {
  const change = new StreamChange();
  for (const line of lines) change.read(line);
  return change.loss?.reason ?? null;
}

test.each([
  [
    "[graph 0 input from stream 0:0 @ 0x1] [info] filter context - w: 320 h: 180 fmt: 0, incoming frame - w: 640 h: 360 fmt: 0 pts_time: 0",
    "the size of its pictures has changed from 320x180 to 640x360",
  ],
  [
    "[graph 0 input from stream 0:0 @ 0x1] [info] filter context - w: 64 h: 48 fmt: 0 csp: bt709 range: tv, incoming frame - w: 64 h: 48 fmt: 4 csp: bt709 range: tv pts_time: 0",
    "the form of its pixels has changed",
  ],
  [
    "[warning] New video stream 0:1 at pos:0 and DTS:0s",
    "it goes on with another stream of pictures",
  ],
  ["[warning] New audio stream 0:1 at pos:0 and DTS:0s", null],
  ["[info] Stream #0:0: Video: h264, yuv420p, 320x180", null],
])("a change of the stream is read from the log: %s", (line, reason) => {
  expect(reasonAfter("[info] 2.000000", line, "[info] 4.000000")).toBe(reason);
});
