import { expect, test } from "vitest";
import { reportName } from "../../../src/app/report/report-name.ts";

test.each([
  [["videos/clip.mp4"], "clip.mp4-report.html"],
  [["answers.jsonl"], "answers-report.html"],
  [["incoming/"], "incoming-report.html"],
  [["clip.mp4-0a1b2c3d"], "clip.mp4-0a1b2c3d-report.html"],
  [["-"], "stdin-report.html"],
  [["rtsp://user:secret@camera/1"], "camera-1-report.html"],
  [
    ["rtsp://recorder:554/cam/realmonitor?channel=2"],
    "recorder-554-cam-realmonitor-channel-2-report.html",
  ],
  [["a.mp4", "b.mp4", "c.mp4"], "a.mp4-and-2-more-report.html"],
])("the report of %j is %s", (sources, name) => {
  expect(reportName(sources)).toBe(name);
});

test("the name of a report fits into a folder, whatever its source is called", () => {
  const name = reportName(["猫".repeat(300), "b"]);
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
});
