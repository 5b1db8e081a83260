import fc from "fast-check";
import { basename, dirname, resolve } from "node:path";
import { expect, test } from "vitest";
import { jobFolder, type JobSource } from "../../src/ledger/job-folder.ts";

const video = (...paths: string[]): JobSource => ({ kind: "video", paths });
const service = "http://127.0.0.1:8000/predict";
const folderOf = (source: JobSource): string => jobFolder("/state", { source, service });
const nameOf = (source: JobSource): string => basename(folderOf(source));

test("a job is found again however its source is spelled, and in whatever order", () => {
  expect(folderOf(video("clip.mp4"))).toBe(folderOf(video(resolve("other", "..", "clip.mp4"))));
  expect(nameOf(video("/a", "/b"))).toBe(nameOf(video("/b", "/a")));
});

test("a job is another one with another kind, another path or another set of paths", () => {
  const names = [
    nameOf(video("/a/b")),
    nameOf({ kind: "folder", paths: ["/a/b"] }),
    nameOf(video("/a/c")),
    nameOf(video("/a", "/b")),
    nameOf(video("/a/b", "/a/b")),
  ];
  expect(new Set(names).size).toBe(names.length);
});

test("a job is another one for another service", () => {
  const source = video("/a/b");
  const elsewhere = jobFolder("/state", { source, service: "http://127.0.0.1:9000/predict" });
  expect(elsewhere).not.toBe(folderOf(source));
});

test("a job's name begins with that of its source", () => {
  expect(nameOf(video("/videos/holiday 2024.mp4"))).toMatch(/^holiday-2024\.mp4-[0-9a-f]{12}$/);
  expect(nameOf(video("/videos/-y.mp4"))).toMatch(/^y\.mp4-/);
  expect(nameOf(video("/"))).toMatch(/^job-/);
  expect(dirname(folderOf(video("/a")))).toBe("/state/jobs");
});

test("a job's name suits every shell and file system, for any path", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 50 }), (name) => {
      const job = nameOf(video(`/videos/${name.replaceAll("\0", "")}`));
      expect(job).toMatch(/^\w[\w.-]{0,60}$/);
    }),
  );
});
