import { describe, expect, test } from "vitest";
import { FfmpegLog } from "../../../src/slicer/ffmpeg-log.ts";
import { lossOf } from "../../../src/slicer/live/connection-end.ts";
import { liveAddress } from "../../../src/slicer/live/live-address.ts";

const ADDRESS = liveAddress("rtsp://admin:secret@10.0.0.5/1");
const FRAME = "[Parsed_metadata_2 @ 0x55d9] [info] frame:0 pts:0 pts_time:0";

function lossAfter(...lines: readonly string[]) {
  const log = new FfmpegLog();
  for (const line of lines) log.read(line);
  // ffmpeg ends with 0 and with 1 for the same reasons.
  return lossOf(ADDRESS, { code: 0, signal: null, frameCount: 0 }, log);
}

describe("a connection that ended", () => {
  test.each([
    [
      "[rtsp @ 0x1] [error] method DESCRIBE failed: 401 Unauthorized",
      "refused",
      "401 Unauthorized",
    ],
    ["[http @ 0x1] [error] HTTP error 401 Unauthorized", "refused", "user name or the password"],
    ["[http @ 0x1] [error] HTTP error 403 Forbidden", "refused", "403 Forbidden"],
    ["[rtsp @ 0x1] [error] method DESCRIBE failed: 404 Not Found", "refused", "404 Not Found"],
    [
      "[tcp @ 0x1] [error] Connection to tcp://10.0.0.5:554?timeout=0 failed: Connection refused",
      "away",
      "nothing listens at its address",
    ],
    [
      "[tcp @ 0x1] [error] Failed to resolve hostname cam: Name or service not known",
      "away",
      "the name of its host is not known",
    ],
    [
      "[error] pipe:0: Invalid data found when processing input",
      "away",
      "what answers there is no camera or stream",
    ],
    [
      "[tls @ 0x1] [error] An unexpected TLS packet was received.",
      "away",
      "write rtsp:// in place of rtsps://",
    ],
    ["[error] pipe:0: Something else", "away", "Something else"],
  ])("is told by what ffmpeg logged: %s", (line, kind, reason) => {
    const loss = lossAfter(line);
    expect(loss.kind).toBe(kind);
    expect(loss.reason).toContain(reason);
  });

  test("after frames and without an error was closed by the camera", () => {
    expect(lossAfter(FRAME)).toEqual({ kind: "away", reason: "it closed the stream" });
  });

  test("is told without secrets", () => {
    const { reason } = lossAfter("[error] rtsp://admin:secret@10.0.0.5/1: Something else");
    expect(reason).toBe("rtsp://10.0.0.5/1: Something else");
  });
});
