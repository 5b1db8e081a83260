import { expect, test } from "vitest";
import { mayTakeHours, runsForMonths } from "../../../src/cli/process/running-time.ts";
import { SCHEMES } from "../../../src/slicer/live/live-kinds.ts";

const line = (text: string): readonly string[] => ["node", "frameferry", ...text.split(" ")];

test.each([
  "watch in",
  "work nats://host",
  "up",
  "run rtsp://camera/1",
  "run --every 1s /dev/video0",
])("%s runs for months", (text) => {
  expect(runsForMonths(line(text))).toBe(true);
  expect(mayTakeHours(line(text))).toBe(true);
});

test.each(["resubmit in", "tune --to http://host", "send -", "send /"])(
  "%s may take hours, and ends",
  (text) => {
    expect(runsForMonths(line(text))).toBe(false);
    expect(mayTakeHours(line(text))).toBe(true);
  },
);

test.each(["run a.mp4", "run https://host/a.mp4", "send a.jpg", "status rtsp://camera/1"])(
  "%s is over soon",
  (text) => {
    expect(mayTakeHours(line(text))).toBe(false);
  },
);

test("a run of every kind of camera but those of web servers runs for months", () => {
  const schemes = Object.keys(SCHEMES).filter((scheme) => SCHEMES[scheme] !== "http");
  expect(schemes).toContain("rtsp");
  for (const scheme of schemes) expect(runsForMonths(line(`run ${scheme}://camera/1`))).toBe(true);
});
