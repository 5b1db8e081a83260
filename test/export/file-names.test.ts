import { expect, test } from "vitest";
import { FileNames } from "../../src/export/file-names.ts";

const ONE_SOURCE = new Map([[0, "cameras"]]);

function nameOn(platform: NodeJS.Platform, frame: string): string {
  return new FileNames(ONE_SOURCE, platform).of({ sourceNumber: 0, frame });
}

test("a name from another system leads nowhere on Windows, and is one that a file may have", () => {
  expect(nameOn("win32", "gate/..\\..\\..\\a.jpg")).toBe("gate/.._.._.._a.jpg");
  expect(nameOn("win32", "C:\\Windows\\a.jpg")).toBe("C__Windows_a.jpg");
  expect(nameOn("win32", "aux/12:30:00.jpg")).toBe("aux_/12_30_00.jpg");
  expect(nameOn("win32", "../gate/a.jpg")).toBe("gate/a.jpg");
});

test.each(["linux", "darwin"] as const)("a name of another system is kept on %s", (platform) => {
  expect(nameOn(platform, "aux/12:30:00.jpg")).toBe("aux/12:30:00.jpg");
  expect(nameOn(platform, "../a\\b.jpg")).toBe("a\\b.jpg");
});

test("the folder of a source has a name that a folder may have on Windows", () => {
  const sources = new Map([
    [0, "rtsp://camera/con"],
    [1, "rtsp://camera/yard"],
  ]);
  const names = new FileNames(sources, "win32");
  expect(names.of({ sourceNumber: 0, frame: "a.jpg" })).toBe("con_/a.jpg");
  expect(names.of({ sourceNumber: 1, frame: "a.jpg" })).toBe("yard/a.jpg");
});
