import { expect, test } from "vitest";
import { checkVideoFile } from "../../src/slicer/check-video-file.ts";

const remedyOf = async (video: string): Promise<unknown> =>
  await checkVideoFile(video).catch((error: unknown) => (error as { remedy: unknown }).remedy);

test.each([
  "127.0.0.1:39301/cam",
  "192.168.1.20/stream1",
  "192.168.1.20",
  "camera.local:554/stream1",
  "admin:secret@192.168.1.20/1",
  "[fe80::1]:554/1",
])("the address %s, which lacks its scheme, is no mistake in a path", async (video) => {
  expect(await remedyOf(video)).toContain("such as rtsp:// or http://");
});

test.each(["nowhere.mp4", "videos/1.2.3.4/a.mp4", "clip:5s.mp4", "v1.2.3.mp4", "a/b:1/c.mp4"])(
  "the path %s is not taken for an address",
  async (video) => {
    expect(await remedyOf(video)).toBe("check the path");
  },
);
