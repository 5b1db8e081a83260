import { linkSync, mkdirSync, renameSync, symlinkSync, unlinkSync } from "node:fs";
import { relative } from "node:path";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { recordedJobs } from "../../../src/app/jobs/recorded-jobs.ts";
import {
  type Run,
  runVideo,
  type RunSummary,
  sendFiles,
  watchFolders,
} from "../../../src/index.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { bindMount, whyNoBindMount } from "../../support/files/bind-mount.ts";
import { Errand } from "../../support/program/errand.ts";

const noBindMount = whyNoBindMount();

/** A second name for the folder `in`, which may need to be taken away again. */
type Naming = (errand: Errand) => readonly [name: string, end: Disposable | null];

const asLink: Naming = (errand) => {
  symlinkSync("in", errand.path("link"));
  return [errand.path("link"), null];
};
const throughLink: Naming = (errand) => {
  mkdirSync(errand.path("elsewhere"));
  symlinkSync(errand.path(), errand.path("elsewhere/home"));
  return [errand.path("elsewhere/home/in"), null];
};
const asDots: Naming = (errand) => [`${errand.path("in")}/../in/./`, null];
const asRelative: Naming = (errand) => [relative(process.cwd(), errand.path("in")), null];
const asMount: Naming = (errand) => [
  errand.path("bound"),
  bindMount(errand.path("in"), errand.path("bound")),
];
const NAMINGS: readonly (readonly [string, Naming])[] = [
  ["a link", asLink],
  ["a link on the way", throughLink],
  ["dots", asDots],
  ["a relative path", asRelative],
  ["a bind mount", asMount],
];
const list = async function* (paths: readonly string[]): AsyncGenerator<string, void, void> {
  yield* paths;
};

const watching = (errand: Errand, folder: string, more: object = {}): Run =>
  watchFolders({
    folders: [folder],
    to: errand.service.url,
    state: errand.path("state"),
    ...more,
  });

const sending = async (errand: Errand, options: object): Promise<RunSummary> =>
  await sendFiles({ to: errand.service.url, state: errand.path("state"), ...options }).summary;

describe("P42: one folder under two names has one owner", () => {
  test.for(NAMINGS)("by %s", async ([, naming], context) => {
    if (naming === asMount && noBindMount !== undefined) context.skip(noBindMount);
    const held = Promise.withResolvers<void>();
    await using errand = await Errand.open({
      answer: async () => {
        await held.promise;
        return {};
      },
    });
    errand.land("in/a.jpg", "in/b.jpg");
    const [name, end] = naming(errand);
    using _ending = end;
    const stop = new AbortController();
    const { summary } = watching(errand, errand.path("in"), { signal: stop.signal });
    await expect.poll(() => errand.service.inFlight).toBe(2);
    await expect(watching(errand, name).summary).rejects.toMatchObject({
      code: "ERR_JOB_OWNED",
      kind: "owned",
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await expect(sending(errand, { paths: [name] })).rejects.toMatchObject({ kind: "owned" });
    // The same folder beside another one is another job, and the same frames.
    mkdirSync(errand.path("other"));
    const both = { folders: [errand.path("other"), name] };
    await expect(watching(errand, "", both).summary).rejects.toMatchObject({ kind: "owned" });
    expect(errand.service.requestCount).toBe(2);
    held.resolve();
    await expect.poll(() => errand.service.requests.length).toBe(2);
    stop.abort();
    expect(await summary).toMatchObject({ delivered: 2 });
  });

  test("but one service may get the frames beside another", async () => {
    await using errand = await Errand.open();
    await using second = await Errand.open();
    errand.land("in/a.jpg");
    const stop = new AbortController();
    const { summary } = watching(errand, errand.path("in"), { signal: stop.signal });
    await expect.poll(() => errand.service.requests.length).toBe(1);
    expect(
      await sending(errand, { paths: [errand.path("in")], to: second.service.url }),
    ).toMatchObject({ delivered: 1 });
    stop.abort();
    expect(await summary).toMatchObject({ delivered: 1 });
  });

  test("also when one of the names comes to be only later", async () => {
    await using errand = await Errand.open();
    mkdirSync(errand.path("in"));
    const stop = new AbortController();
    const first = watching(errand, errand.path("in"), { signal: stop.signal });
    const late = watching(errand, errand.path("late"));
    const linkOnceMissed = async (): Promise<void> => {
      for await (const event of late)
        if (event.type === "warningRaised" && event.message.includes("late, which is not there"))
          symlinkSync("in", errand.path("late"));
    };
    await expect(linkOnceMissed()).rejects.toMatchObject({ code: "ERR_JOB_OWNED" });
    errand.land("in/a.jpg");
    await expect.poll(() => errand.service.requests.length).toBe(1);
    stop.abort();
    expect(await first.summary).toMatchObject({ delivered: 1 });
  });

  test.runIf(noBindMount === undefined)("and is not to be named twice in one command", async () => {
    await using errand = await Errand.open();
    errand.land("in/a.jpg");
    using _ending = bindMount(errand.path("in"), errand.path("bound"));
    const paths = [errand.path("in"), errand.path("bound")];
    await expect(sending(errand, { paths })).rejects.toMatchObject({ code: "ERR_OPTION" });
    expect(errand.service.requestCount).toBe(0);
  });
});

describe("P42: one source under two names is one job", () => {
  test.each(NAMINGS.filter(([, naming]) => naming !== asMount))(
    "of a folder, by %s: what is delivered is not sent again, and is found by each",
    async (_, naming) => {
      await using errand = await Errand.open();
      errand.land("in/a.jpg", "in/b.jpg");
      const [name] = naming(errand);
      const one = await sending(errand, { paths: [errand.path("in")] });
      const other = await sending(errand, { paths: [name] });
      expect(one).toMatchObject({ delivered: 2 });
      expect(other).toMatchObject({ delivered: 0, skipped: 2, job: one.job });
      const jobs = await recordedJobs([name], errand.path("state"));
      expect(jobs.map(({ counts }) => counts.delivered)).toEqual([2]);
    },
  );

  test("of a video, by a link: its second owner is refused, and nothing is sent again", async () => {
    const held = Promise.withResolvers<void>();
    await using errand = await Errand.open({
      answer: async () => {
        await held.promise;
        return {};
      },
    });
    const video = fixtureVideoPath(CFR_VIDEO.fileName);
    symlinkSync(video, errand.path("link.mp4"));
    const running = (path: string): Run =>
      runVideo({
        video: path,
        to: errand.service.url,
        state: errand.path("state"),
        every: 50,
      });
    const { summary } = running(video);
    await expect.poll(() => errand.service.inFlight).toBeGreaterThan(0);
    await expect(running(errand.path("link.mp4")).summary).rejects.toMatchObject({ kind: "owned" });
    held.resolve();
    const { delivered } = await summary;
    expect(await running(errand.path("link.mp4")).summary).toMatchObject({
      delivered: 0,
      previouslyDelivered: delivered,
    });
    expect(errand.service.requests.length).toBe(delivered);
  });

  test("but a link that leads elsewhere in the next run is another folder", async () => {
    await using errand = await Errand.open();
    errand.land("one/a.jpg", "other/a.jpg");
    const link = errand.path("link");
    symlinkSync("one", link);
    expect(await sending(errand, { paths: [link] })).toMatchObject({ delivered: 1 });
    symlinkSync("other", `${link}.new`);
    renameSync(`${link}.new`, link);
    expect(await sending(errand, { paths: [link] })).toMatchObject({ delivered: 1 });
    expect(errand.arrived).toEqual(["one/a.jpg", "other/a.jpg"]);
    unlinkSync(link);
    // Where it led last is known by its own name.
    expect(await recordedJobs([errand.path("other")], errand.path("state"))).toHaveLength(1);
  });
});

describe("P42: one file is one frame", () => {
  test("in a list that spells it in several ways, and in a later list that spells it in another", async () => {
    await using errand = await Errand.open();
    errand.land("in/a.jpg", "in/b.jpg");
    symlinkSync("in", errand.path("link"));
    const [plain, linked] = [errand.path("in/a.jpg"), errand.path("link/a.jpg")];
    const dotted = `${errand.path("in")}/../in/./a.jpg`;
    const spellings = [plain, dotted, linked, relative(process.cwd(), plain), plain];
    const first = await sending(errand, { list: list([...spellings, errand.path("in/b.jpg")]) });
    expect(first).toMatchObject({ landed: 2, delivered: 2 });
    const later = await sending(errand, { list: list([linked]) });
    expect(later).toMatchObject({ landed: 1, skipped: 1, complete: true });
    expect(errand.arrived).toEqual(["in/a.jpg", "in/b.jpg"]);
  });

  test("among paths that are named", async () => {
    await using errand = await Errand.open();
    errand.land("a.jpg");
    symlinkSync(".", errand.path("link"));
    const paths = [errand.path("a.jpg"), errand.path("link/a.jpg")];
    expect(await sending(errand, { paths })).toMatchObject({ landed: 1, delivered: 1 });
    expect(errand.arrived).toEqual(["a.jpg"]);
  });

  test("in a folder that is named beside a list", async () => {
    await using errand = await Errand.open();
    errand.land("in/b.jpg");
    symlinkSync(".", errand.path("link"));
    const listed = list([errand.path("in/b.jpg"), errand.path("link/in/b.jpg")]);
    const mixed = await sending(errand, { paths: [errand.path("in")], list: listed });
    expect(mixed).toMatchObject({ delivered: 1, failed: 0, complete: true });
    expect(errand.arrived).toEqual(["in/b.jpg"]);
  });

  test("under each of its hard links, which are files of their own", async () => {
    await using errand = await Errand.open();
    errand.land("in/a.jpg");
    linkSync(errand.path("in/a.jpg"), errand.path("in/b.jpg"));
    expect(await sending(errand, { paths: [errand.path("in")] })).toMatchObject({ delivered: 2 });
    expect(errand.arrivals.toSorted()).toEqual(["a.jpg", "b.jpg"]);
  });
});
