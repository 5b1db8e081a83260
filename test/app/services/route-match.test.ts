import { expect, test } from "vitest";
import { routeMatch } from "../../../src/app/services/route-match.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";

test.each([
  ["cam1/**", "incoming", "cam1/a.jpg", true],
  ["cam1/**", "incoming", "cam1/sub/a.jpg", true],
  ["cam1/**", "incoming", "cam10/a.jpg", false],
  ["cam1/**", "incoming", "old/cam1/a.jpg", false],
  ["**/cam1/**", "incoming", "old/cam1/a.jpg", true],
  ["cam1/**", "cam1", "a.jpg", true],
  ["cam1/**", "./cam1/", "a.jpg", true],
  ["cam1", "cam1", "a.jpg", true],
  ["cam1", "/data/cam1", "a.jpg", true],
  ["/data/cam1/**", "/data/cam1", "a.jpg", true],
  ["*_left.jpg", "incoming", "deep/7_left.jpg", true],
  ["*_left.jpg", "incoming", "deep/7_right.jpg", false],
  ["CAM1/**", "incoming", "cam1/a.jpg", true],
  ["cam1/**", "incoming", "cam1/.hidden/a.jpg", true],
  ["clip.mp4", "videos/clip.mp4", "frame_00000000.jpg", true],
  ["**", "incoming", "a.jpg", true],
])("a route for %s, and %s with %s: %s", (pattern, source, relativePath, isMatch) => {
  expect(routeMatch(pattern)(sampleFrame({ source, relativePath }))).toBe(isMatch);
});
