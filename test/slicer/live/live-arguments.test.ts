import { expect, test } from "vitest";
import { liveAddress } from "../../../src/slicer/live/live-address.ts";
import { inputScript } from "../../../src/slicer/live/live-arguments.ts";
import { KIND_TRAITS } from "../../../src/slicer/live/live-kinds.ts";

test("the script for ffmpeg names the address in quotes, and what it may open", () => {
  const script = inputScript(liveAddress("rtsp://10.0.0.5/it's"), false);
  expect(script.split("\n")).toEqual([
    "ffconcat version 1.0",
    String.raw`file 'rtsp://10.0.0.5/it'\''s'`,
    "option protocol_whitelist rtsp,rtp,tcp",
    "option format_whitelist rtsp",
    "option fpsprobesize 0",
    "option rtsp_transport tcp",
    "option reorder_queue_size 2",
    "",
  ]);
});

test("UDP may be opened only by a camera that is to use it", () => {
  const script = inputScript({ ...liveAddress("rtsp://cam/1"), rtspTransport: "udp" }, false);
  expect(script).toContain("option protocol_whitelist rtsp,rtp,tcp,udp\n");
  expect(script).toContain("option rtsp_transport udp\n");
});

test("a line break in an address begins no line of the script", () => {
  const script = inputScript(
    liveAddress("rtsp://10.0.0.5/1\noption protocol_whitelist file"),
    false,
  );
  expect(script).not.toContain("\noption protocol_whitelist file");
});

test("no kind of stream may open a file", () => {
  const protocols = Object.values(KIND_TRAITS).flatMap((traits) => traits.protocols.split(","));
  expect(
    protocols.filter((name) => ["file", "subfile", "concat", "data", "fd"].includes(name)),
  ).toEqual([]);
});
