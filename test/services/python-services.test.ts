import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { runVideo } from "../../src/index.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { frameIndexOfImage } from "../support/frames/frame-index-of-image.ts";
import {
  startFastApi,
  startFlask,
  whyNoFastApi,
  whyNoFlask,
} from "../support/services/python-service.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-services-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const video = fixtureVideoPath(CFR_VIDEO.fileName);
const SERVICES = [
  ["Flask", startFlask, whyNoFlask],
  ["FastAPI", startFastApi, whyNoFastApi],
] as const;

describe.each(SERVICES)("a real %s service", (_, start, whyNot) => {
  test.for([
    ["port", null],
    ["Unix socket", "service.sock"],
  ] as const)(
    "at a %s gets each frame of a video once, whole, and under the name of its index",
    async ([, socket], context) => {
      const reason = whyNot();
      if (reason !== undefined) context.skip(reason);
      const place = socket === null ? {} : { socket: join(folder, socket) };
      await using service = await start({ recordDir: folder, ...place });
      const { summary } = runVideo({
        video,
        to: `${service.url}/predict`,
        state: join(folder, "state"),
      });
      expect(await summary).toMatchObject({
        delivered: CFR_VIDEO.frameCount,
        failed: 0,
        complete: true,
      });
      const received = (await readdir(folder)).filter((name) => name.endsWith(".jpg"));
      const named = received.map((name) => Number(/frame_(\d+)\.jpg$/u.exec(name)?.[1]));
      const drawn = await Promise.all(
        received.map(async (name) => await frameIndexOfImage(await readFile(join(folder, name)))),
      );
      expect(drawn).toEqual(named);
      expect(drawn.toSorted((one, other) => Number(one) - Number(other))).toEqual([
        ...Array(CFR_VIDEO.frameCount).keys(),
      ]);
    },
  );
});

test("FastAPI's rejection of a wrong field names the field that it wants", async (context) => {
  const reason = whyNoFastApi();
  if (reason !== undefined) context.skip(reason);
  await using service = await startFastApi({});
  const options = { field: "file", every: 50, state: folder };
  const { failures } = await runVideo({ video, to: `${service.url}/predict`, ...options }).summary;
  expect(failures[0]?.reason).toContain('use `field: "image"`');
});
