import { writeFileSync } from "node:fs";
import { types } from "node:util";
import { describe, expect, test } from "vitest";
import {
  type RunEvent,
  type Run,
  type RunSummary,
  type SendFilesOptions,
  resubmitFrames,
  runVideo,
  sendFiles,
  watchFolders,
} from "../src/index.ts";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "./support/videos/decoded-video.ts";
import { DeliveryCommand } from "./support/program/delivery-command.ts";
import { startProgram } from "./support/program/command-run.ts";

describe("a run", () => {
  function sending(delivery: DeliveryCommand): SendFilesOptions {
    delivery.land("a.jpg");
    const to = delivery.service.url;
    return { paths: [delivery.path("a.jpg")], to, state: delivery.path("state") };
  }

  test("is the promise of its summary", async () => {
    await using delivery = await DeliveryCommand.open();
    const run = sendFiles(sending(delivery));
    expect(types.isPromise(run)).toBe(true);
    const summary: RunSummary = await run;
    expect(summary).toMatchObject({ delivered: 1, complete: true, aborted: false });
    expect(await run.summary).toBe(summary);
    expect(await Promise.all([run, run.summary])).toEqual([summary, summary]);
    expect(await run.then(({ delivered }) => delivered + 1)).toBe(2);
    let isOver = false;
    expect(await run.finally(() => (isOver = true))).toBe(summary);
    expect(isOver).toBe(true);
  });

  test("can be read event by event, and awaited after that", async () => {
    await using delivery = await DeliveryCommand.open();
    const run = sendFiles(sending(delivery));
    const seen: RunEvent["type"][] = [];
    for await (const { type } of run) seen.push(type);
    expect(seen).toContain("frameSettled");
    expect(await run).toMatchObject({ delivered: 1 });
  });

  test("that fails rejects for whoever waits for it, and throws in a loop", async () => {
    await using delivery = await DeliveryCommand.open();
    const options = { paths: [delivery.path("no.jpg")], to: delivery.service.url };
    const missing = { code: "ERR_SOURCE_MISSING" };
    await expect(sendFiles(options)).rejects.toMatchObject(missing);
    expect(await sendFiles(options).catch((error: unknown) => error)).toMatchObject(missing);
    expect((await Promise.allSettled([sendFiles(options)]))[0]).toMatchObject({
      status: "rejected",
      reason: missing,
    });
    const loop = async (): Promise<void> => {
      for await (const event of sendFiles(options)) expect(event).toBeUndefined();
    };
    await expect(loop()).rejects.toMatchObject(missing);
  });

  test("that fails after its reader has left throws from the loop", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const broken = Promise.withResolvers<never>();
    const list = (async function* () {
      yield delivery.path("a.jpg");
      await broken.promise;
    })();
    const run = sendFiles({ list, to: delivery.service.url, state: delivery.path("state") });
    const loop = async (): Promise<void> => {
      for await (const { type } of run) {
        if (type !== "frameSettled") continue;
        broken.reject(new Error("the database is away"));
        await new Promise((resolve) => setImmediate(resolve));
        break;
      }
    };
    await expect(loop()).rejects.toThrow("the database is away");
  });

  test("does not end the program when a loop has reported its failure, but when nobody looks at it", async () => {
    await using delivery = await DeliveryCommand.open();
    const library = new URL("../src/index.ts", import.meta.url).href;
    const start = async (name: string, body: string) => {
      const script = `import { sendFiles } from ${JSON.stringify(library)};
        const run = sendFiles({ paths: ["missing.jpg"], to: "http://127.0.0.1:9/" });
        ${body}`;
      writeFileSync(delivery.path(`${name}.ts`), script);
      return await startProgram(
        [process.execPath, delivery.path(`${name}.ts`)],
        delivery.path("state"),
      ).ended;
    };
    const read = await start(
      "read",
      `try { for await (const event of run) console.log(event); } catch (error) { console.log(error.code); }
       await new Promise((resolve) => setTimeout(resolve, 20)); console.log("alive");`,
    );
    expect(read).toMatchObject({ exitCode: 0, stdout: "ERR_SOURCE_MISSING\nalive\n" });
    const ignored = await start("ignored", "setTimeout(() => console.log('alive'), 60_000);");
    expect(ignored).toMatchObject({ exitCode: 1, stdout: "" });
    expect(ignored.stderr).toContain("ERR_SOURCE_MISSING");
  });
});

const CLIP = fixtureVideoPath(CFR_VIDEO.fileName);

describe("a run that is aborted before it has begun says so in its summary:", () => {
  const signal = AbortSignal.abort();

  type Start = (folder: string, shared: Pick<SendFilesOptions, "to">) => Run;
  test.each<[string, Start]>([
    ["runVideo", (_, shared) => runVideo({ ...shared, video: CLIP })],
    ["watchFolders", (folder, shared) => watchFolders({ ...shared, folders: [folder] })],
    ["sendFiles", (folder, shared) => sendFiles({ ...shared, paths: [folder] })],
  ])("%s", async (_, start) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const shared = { to: delivery.service.url, state: delivery.path("state"), signal };
    const summary = await start(delivery.path("in"), shared);
    expect(summary).toMatchObject({ aborted: true, delivered: 0, stopped: null, complete: false });
    expect(delivery.service.requestCount).toBe(0);
  });

  test("also while it finds out what the service is, which then has not been silent", async () => {
    const stop = new AbortController();
    await using delivery = await DeliveryCommand.open({ answer: () => ({ kind: "hang" }) });
    delivery.land("in/a.jpg");
    const run = sendFiles({
      ...{ paths: [delivery.path("in")], protocol: "auto", to: delivery.service.url },
      ...{ state: delivery.path("state"), signal: stop.signal },
    });
    await expect.poll(() => delivery.service.requestCount).toBeGreaterThan(0);
    stop.abort();
    expect(await run).toMatchObject({
      aborted: true,
      delivered: 0,
      serviceResponded: null,
      problems: [],
    });
  });

  test("also by resubmitFrames", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 422 }) });
    delivery.land("a.jpg");
    const [path, stateFolder] = [delivery.path("a.jpg"), delivery.path("state")];
    const sent = await sendFiles({ paths: [path], to: delivery.service.url, state: stateFolder });
    expect(sent).toMatchObject({ failed: 1, aborted: false });
    const summaries = await resubmitFrames({ sources: [path], state: stateFolder, signal });
    expect(summaries).toMatchObject([{ aborted: true, delivered: 0, complete: false }]);
    expect(delivery.service.requestCount).toBe(1);
  });
});
