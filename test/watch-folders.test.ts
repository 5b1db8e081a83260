import { describe, expect, test } from "vitest";
import { type FrameResult, watchFolders } from "../src/index.ts";
import { Errand } from "./support/program/errand.ts";

describe("watchFolders", () => {
  test("tells of each frame as it is settled, until the reader leaves", async () => {
    await using errand = await Errand.open();
    errand.land("in/a.jpg");
    const folders = [errand.path("in")];
    const to = errand.service.url;
    const run = watchFolders({ folders, to, state: errand.path("state") });
    const results: FrameResult[] = [];
    for await (const event of run) {
      if (event.type !== "frameSettled") continue;
      results.push(event.result);
      if (results.length === 2) break;
      errand.land("in/sub/b.jpg");
    }
    expect(results.map(({ frame }) => frame)).toEqual(["a.jpg", "sub/b.jpg"]);
    expect(await run.summary).toMatchObject({ landed: 2, delivered: 2, problems: [] });
  });

  test("ends when the signal says so, without a reader", async () => {
    await using errand = await Errand.open();
    errand.land("in/a.jpg");
    const stop = new AbortController();
    const { summary } = watchFolders({
      folders: [errand.path("in"), errand.path("missing")],
      to: errand.service.url,
      state: errand.path("state"),
      signal: stop.signal,
    });
    await expect.poll(() => errand.service.requestCount).toBe(1);
    stop.abort();
    expect(await summary).toMatchObject({ delivered: 1, complete: false, aborted: true });
  });

  test("takes the options of the command line, times as text or as numbers", async () => {
    await using errand = await Errand.open();
    errand.land("in/a.jpg", "in/b.png", "image.jpg");
    const { summary } = watchFolders({
      folders: [errand.path("in")],
      to: errand.service.url,
      state: errand.path("state"),
      match: ["*.jpg"],
      delete: true,
      settleMs: "1s",
      command: ["cp", errand.path("image.jpg"), errand.path("in/c.jpg")],
    });
    expect(await summary).toMatchObject({ landed: 2, delivered: 2, complete: true });
    expect(errand.arrived).toEqual(["image.jpg", "in/a.jpg"]);
  });

  test("rejects for folders that lie in one another, and for a command that does not exist", async () => {
    await using errand = await Errand.open();
    errand.land("in/a.jpg");
    const options = { to: errand.service.url, state: errand.path("state") };
    const nested = [errand.path("in"), errand.path("in/sub")];
    await expect(watchFolders({ ...options, folders: nested }).summary).rejects.toMatchObject({
      code: "ERR_OPTION",
    });
    const wrapping = { ...options, folders: [errand.path("in")], command: ["nosuchprogram"] };
    await expect(watchFolders(wrapping).summary).rejects.toMatchObject({
      code: "ERR_COMMAND_FAILED",
      kind: "source",
    });
  });
});
