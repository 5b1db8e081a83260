import { describe, expect, test } from "vitest";
import { frameFilter } from "../../src/watcher/frame-filter.ts";

function accepted(
  globs: { match?: readonly string[]; ignore?: readonly string[] },
  paths: readonly string[],
): readonly string[] {
  return paths.filter(frameFilter({ match: [], ignore: [], ...globs }));
}

describe("without globs,", () => {
  test("images by their extension are frames, in any folder and any case", () => {
    const frames = ["a.jpg", "A.JPEG", "x/y/b.png", "c.WebP", "d.bmp", "e.gif", "f.tif", "g.tiff"];
    frames.push("h.jpe", "i.jfif", "j.avif", "IMG_1.HEIC", "k.heif", "l.HIF", "m.jxl", "n.jp2");
    frames.push("o.ppm", "p.pgm");
    expect(accepted({}, frames)).toEqual(frames);
  });

  test("what is hidden, unfinished or no image is none", () => {
    const others = [
      ".a.jpg",
      "x/.in.a.jpg.",
      "a.jpg.filepart",
      "a.jpg~",
      "a.txt",
      "jpg",
      "a.jpg/b",
    ];
    expect(accepted({}, others)).toEqual([]);
  });

  test("names with line breaks and signs are as good as any", () => {
    const names = ["a\nb.jpg", "a\\b.jpg", "-y.jpg", "[x].jpg", "!(a).jpg", "%d.jpg", " .jpg"];
    expect(accepted({}, names)).toEqual(names);
  });
});

describe("globs", () => {
  test("without a slash are about the name, those with one about the path", () => {
    const paths = ["a.dat", "x/a.dat", "cam1/a.jpg", "cam1/x/a.jpg", "cam2/a.jpg"];
    expect(accepted({ match: ["*.dat"] }, paths)).toEqual(["a.dat", "x/a.dat"]);
    expect(accepted({ match: ["cam1/**"] }, paths)).toEqual(["cam1/a.jpg", "cam1/x/a.jpg"]);
    expect(accepted({ match: ["*/a.jpg"] }, paths)).toEqual(["cam1/a.jpg", "cam2/a.jpg"]);
  });

  test("take the place of the extensions, and one of several is enough", () => {
    expect(accepted({ match: ["*.raw", "left_*"] }, ["a.raw", "left_1.jpg", "b.jpg"])).toEqual([
      "a.raw",
      "left_1.jpg",
    ]);
  });

  test("that ignore win over those that match, hidden files included", () => {
    const paths = ["a.jpg", "thumb_a.jpg", "old/a.jpg", "old/x/.b.jpg", ".c.jpg"];
    expect(accepted({ ignore: ["thumb_*", "old/**"] }, paths)).toEqual(["a.jpg"]);
    expect(accepted({ match: [".*.jpg"], ignore: ["old/**"] }, paths)).toEqual([".c.jpg"]);
  });
});
