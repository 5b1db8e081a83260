import { describe, expect, test } from "vitest";
import { MAX_SOURCES, OTHER_SOURCES, SourceLabels } from "../../../src/core/text/source-labels.ts";
import { sourceName } from "../../../src/core/text/source-name.ts";

describe("the name of a source in labels", () => {
  test.each([
    ["/home/me/cameras/front", "front"],
    ["cameras/front/", "front"],
    ["./clip.mp4", "clip.mp4"],
    ["C:\\videos\\clip.mp4", "clip.mp4"],
    ["-", "stdin"],
    [".", "files"],
    ["../..", "files"],
    ["/", "files"],
    ["rtsp://me:secret@camera.local:554/live?token=secret", "camera.local:554/live"],
    [
      "rtsp://recorder/cam/realmonitor?channel=2&subtype=0",
      "recorder/cam/realmonitor?channel=2&subtype=0",
    ],
    ["http://cam/s.cgi?user=***&password=***&channel=2", "cam/s.cgi?channel=2"],
    ["http://cam/?pwd=a=b", "cam"],
    ["rtsp://[fe80::1]:8554/1", "[fe80::1]:8554/1"],
    ["rtsp://me:1234/56@camera.local/live", "stream"],
    ["rtsp://me:sec/ret@:/", "stream"],
    ["a\nb", String.raw`a\nb`],
    ["\u001b[2J\u0007", String.raw`\u001b[2J\u0007`],
    ["\u202egpj", String.raw`\u202egpj`],
    ['<img src=x onerror="x">', '<img src=x onerror="x">'],
  ])("of %j is %j", (source, name) => {
    expect(sourceName(source)).toBe(name);
  });

  test("is short, and no half of a character", () => {
    expect(sourceName("x".repeat(5000))).toHaveLength(80);
    const long = sourceName(`rtsp://recorder/${"x".repeat(5000)}/channel/2`);
    expect(long).toHaveLength(79);
    expect(long).toMatch(/^recorder\/x+…x+\/channel\/2$/u);
    expect(sourceName(`${"x".repeat(79)}😀`).isWellFormed()).toBe(true);
  });
});

describe("labels of sources", () => {
  test("tell folders of one name apart, in the order in which they come", () => {
    const labels = new SourceLabels();
    const sources = ["a/frames", "b/frames", "c/frames 2", "a/frames"];
    expect(sources.map((source) => labels.of(source))).toEqual([
      "frames",
      "frames 2",
      "frames 2 2",
      "frames",
    ]);
  });

  test("tell the channels of one recorder apart", () => {
    const labels = new SourceLabels();
    const channels = ["rtsp://127.0.0.1:8554/ch1", "rtsp://127.0.0.1:8554/ch2"];
    expect(channels.map((source) => labels.of(source))).toEqual([
      "127.0.0.1:8554/ch1",
      "127.0.0.1:8554/ch2",
    ]);
  });

  test("are one for all sources beyond the first ones", () => {
    const labels = new SourceLabels();
    const all = Array.from({ length: 1000 }, (_, number) => labels.of(`/cameras/${number}`));
    expect(new Set(all).size).toBe(MAX_SOURCES + 1);
    expect(all.slice(MAX_SOURCES).every((label) => label === OTHER_SOURCES)).toBe(true);
    expect(labels.of("/cameras/0")).toBe("0");
  });

  test("are the names of a site as they stand, and one that is gone makes room for another", () => {
    const labels = new SourceLabels();
    expect(["gate/plates", "yard"].map((name) => labels.of("/srv/frames", name))).toEqual([
      "gate/plates",
      "yard",
    ]);
    for (let number = 2; number < MAX_SOURCES; number += 1) labels.of("", `camera-${number}`);
    expect(labels.of("", "one-more")).toBe(OTHER_SOURCES);
    labels.forget("yard");
    expect(labels.of("", "one-more")).toBe("one-more");
    expect(labels.of("", "yard")).toBe(OTHER_SOURCES);
  });

  test("keep a source that is called as the others apart from them", () => {
    expect(new SourceLabels().of("/cameras/other")).toBe("other 2");
  });
});
