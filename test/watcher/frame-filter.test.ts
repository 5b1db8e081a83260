import { expect, test } from "vitest";
import { frameFilter } from "../../src/watcher/frame-filter.ts";

test.each([
  ["a.jpg", true],
  ["A.JPEG", true],
  ["cam/1/b.png", true],
  ["c.webp", true],
  ["d.tiff", true],
  ["e.gif", true],
  ["f.bmp", true],
  ["g.jpg.part", false],
  ["notes.txt", false],
  [".hidden.jpg", false],
  ["jpg", false],
])("without globs, whether %s is a frame: %s", (path, expected) => {
  expect(frameFilter({ match: [], ignore: [] })(path)).toBe(expected);
});

test.each([
  [["*.jpg"], [], "cam/a.JPG", true],
  [["*.jpg"], [], "a.png", false],
  [["cam1/**"], [], "cam1/deep/a.png", true],
  [["cam1/**"], [], "cam2/a.png", false],
  [["cam1/*.jpg"], [], "cam1/deep/a.jpg", false],
  [["./cam1/*"], [], "cam1/a.jpg", true],
  [["{left,right}/*.jpg"], [], "right/a.jpg", true],
  [["*"], [], ".hidden.jpg", false],
  [[".*.jpg"], [], ".hidden.jpg", true],
  [["*.png", "cam1/**"], [], "cam1/a.jpg", true],
  [[], ["thumb_*"], "cam/thumb_a.jpg", false],
  [[], ["thumb_*"], "cam/a_thumb.jpg", true],
  [[], ["old/**"], "old/deep/a.jpg", false],
  [[], ["old/**"], "new/old/a.jpg", true],
  [[], ["**/old/**"], "new/old/a.jpg", false],
  [["*.jpg"], ["a*", "cam?/**"], "cam1/b.jpg", false],
])("with match %j and ignore %j, whether %s is a frame: %s", (match, ignore, path, expected) => {
  expect(frameFilter({ match, ignore })(path)).toBe(expected);
});
