import { describe, expect, test } from "vitest";
import { PictureDamage } from "../../../src/slicer/live/picture-damage.ts";

const HEADER = "[info]   Stream #0:0: Video: h264 (Main), yuv420p(progressive), 192x108, 10 fps";
const LOST = "[rtsp @ 0x55d9] [warning] RTP: missed 2 packets";
const CONCEALED = "[h264 @ 0x55d9] [info] concealing 40 DC, 40 AC, 40 MV errors in P frame";

/** Whether each picture is broken: `K` a keyframe, `P` another one; any other word is a line of the log. */
function brokenAmong(onlyKeyframes: boolean, ...log: readonly string[]): string {
  const damage = new PictureDamage(onlyKeyframes);
  let broken = "";
  for (const [at, line] of [HEADER, ...log].entries()) {
    const isPicture = line === "K" || line === "P";
    const text = isPicture ? `[info] ${2 * at + Number(line === "K")}.000000` : line;
    damage.read(text, 1000 * at);
    if (isPicture) broken += damage.flaw === null ? "." : "x";
  }
  return broken;
}

describe("pictures of a stream", () => {
  test.each([
    ["are whole without a message", ["K", "P", "P", "K"], "...."],
    [
      "are broken from lost packets to the next keyframe",
      ["K", "P", LOST, "P", "P", "P", "P", "K", "P"],
      "..xxxx..",
    ],
    [
      "are broken beyond a keyframe that may have been in the decoder by then",
      ["K", LOST, "P", "K", "P", "P", "P", "K"],
      ".xxxxx.",
    ],
    ["are broken from a concealed one on", ["K", CONCEALED, "P", "P", "P", "P", "K"], ".xxxx."],
    [
      "are broken if a keyframe is",
      ["K", "P", "P", "P", CONCEALED, "K", "P", "P", "P", "K"],
      "....xxxx.",
    ],
    [
      "are whole from the first keyframe on, whatever could not be decoded before",
      ["[h264 @ 0x55d9] [error] non-existing PPS 0 referenced", "K", "P"],
      "..",
    ],
    [
      "are whole where a decoder complains of what comes beside them",
      ["K", "[h264 @ 0x55d9] [error] SEI type 5 size 2208 truncated at 1944", "P"],
      "..",
    ],
    [
      "are whole where another part of ffmpeg complains",
      ["K", "[aac @ 0x55d9] [error] Input buffer exhausted before END element found", "P"],
      "..",
    ],
  ] as const)("%s", (_, log, broken) => {
    expect(brokenAmong(false, ...log)).toBe(broken);
  });

  test("of keyframes only are broken one by one, and not by lost packets of others", () => {
    expect(brokenAmong(true, "K", CONCEALED, "K", "K", LOST, "K")).toBe(".x..");
  });

  test("are whole again after half a minute where no keyframe comes at all", () => {
    const later = Array.from({ length: 31 }, () => "P");
    expect(brokenAmong(false, "K", LOST, ...later)).toBe(`.${"x".repeat(30)}.`);
  });
});
