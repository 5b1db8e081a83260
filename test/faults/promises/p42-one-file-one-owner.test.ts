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
import { DeliveryCommand } from "../../support/program/delivery-command.ts";

const noBindMount = whyNoBindMount();

/** A second name for the folder `in`, which may need to be taken away again. */
type Naming = (delivery: DeliveryCommand) => readonly [name: string, end: Disposable | null];

const asLink: Naming = (delivery) => {
  symlinkSync("in", delivery.path("link"));
  return [delivery.path("link"), null];
};
const throughLink: Naming = (delivery) => {
  mkdirSync(delivery.path("elsewhere"));
  symlinkSync(delivery.path(), delivery.path("elsewhere/home"));
  return [delivery.path("elsewhere/home/in"), null];
};
const asDots: Naming = (delivery) => [`${delivery.path("in")}/../in/./`, null];
const asRelative: Naming = (delivery) => [relative(process.cwd(), delivery.path("in")), null];
const asMount: Naming = (delivery) => [
  delivery.path("bound"),
  bindMount(delivery.path("in"), delivery.path("bound")),
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

const watching = (delivery: DeliveryCommand, folder: string, more: object = {}): Run =>
  watchFolders({
    folders: [folder],
    to: delivery.service.url,
    state: delivery.path("state"),
    ...more,
  });

const sending = async (delivery: DeliveryCommand, options: object): Promise<RunSummary> =>
  await sendFiles({ to: delivery.service.url, state: delivery.path("state"), ...options }).summary;

describe("P42: one folder under two names has one owner", () => {
  test.for(NAMINGS)("by %s", async ([, naming], context) => {
    if (naming === asMount && noBindMount !== undefined) context.skip(noBindMount);
    const held = Promise.withResolvers<void>();
    await using delivery = await DeliveryCommand.open({
      answer: async () => {
        await held.promise;
        return {};
      },
    });
    delivery.land("in/a.jpg", "in/b.jpg");
    const [name, end] = naming(delivery);
    using _ending = end;
    const stop = new AbortController();
    const { summary } = watching(delivery, delivery.path("in"), { signal: stop.signal });
    await expect.poll(() => delivery.service.inFlight).toBe(2);
    await expect(watching(delivery, name).summary).rejects.toMatchObject({
      code: "ERR_JOB_OWNED",
      kind: "owned",
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await expect(sending(delivery, { paths: [name] })).rejects.toMatchObject({ kind: "owned" });
    // The same folder beside another one is another job, and the same frames.
    mkdirSync(delivery.path("other"));
    const both = { folders: [delivery.path("other"), name] };
    await expect(watching(delivery, "", both).summary).rejects.toMatchObject({ kind: "owned" });
    expect(delivery.service.requestCount).toBe(2);
    held.resolve();
    await expect.poll(() => delivery.service.requests.length).toBe(2);
    stop.abort();
    expect(await summary).toMatchObject({ delivered: 2 });
  });

  test("but one service may get the frames beside another", async () => {
    await using delivery = await DeliveryCommand.open();
    await using second = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const stop = new AbortController();
    const { summary } = watching(delivery, delivery.path("in"), { signal: stop.signal });
    await expect.poll(() => delivery.service.requests.length).toBe(1);
    expect(
      await sending(delivery, { paths: [delivery.path("in")], to: second.service.url }),
    ).toMatchObject({ delivered: 1 });
    stop.abort();
    expect(await summary).toMatchObject({ delivered: 1 });
  });

  test("also when one of the names comes to be only later", async () => {
    await using delivery = await DeliveryCommand.open();
    mkdirSync(delivery.path("in"));
    const stop = new AbortController();
    const first = watching(delivery, delivery.path("in"), { signal: stop.signal });
    const late = watching(delivery, delivery.path("late"));
    const linkOnceMissed = async (): Promise<void> => {
      for await (const event of late)
        if (event.type === "warningRaised" && event.message.includes("late, which is not there"))
          symlinkSync("in", delivery.path("late"));
    };
    await expect(linkOnceMissed()).rejects.toMatchObject({ code: "ERR_JOB_OWNED" });
    delivery.land("in/a.jpg");
    await expect.poll(() => delivery.service.requests.length).toBe(1);
    stop.abort();
    expect(await first.summary).toMatchObject({ delivered: 1 });
  });

  test.runIf(noBindMount === undefined)("and is not to be named twice in one command", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    using _ending = bindMount(delivery.path("in"), delivery.path("bound"));
    const paths = [delivery.path("in"), delivery.path("bound")];
    await expect(sending(delivery, { paths })).rejects.toMatchObject({ code: "ERR_OPTION" });
    expect(delivery.service.requestCount).toBe(0);
  });
});

describe("P42: one source under two names is one job", () => {
  test.each(NAMINGS.filter(([, naming]) => naming !== asMount))(
    "of a folder, by %s: delivered frames are not sent again, and are found by each",
    async (_, naming) => {
      await using delivery = await DeliveryCommand.open();
      delivery.land("in/a.jpg", "in/b.jpg");
      const [name] = naming(delivery);
      const one = await sending(delivery, { paths: [delivery.path("in")] });
      const other = await sending(delivery, { paths: [name] });
      expect(one).toMatchObject({ delivered: 2 });
      expect(other).toMatchObject({ delivered: 0, skipped: 2, job: one.job });
      const jobs = await recordedJobs([name], delivery.path("state"));
      expect(jobs.map(({ counts }) => counts.delivered)).toEqual([2]);
    },
  );

  test("of a video, by a link: its second owner ends with an error, and nothing is sent again", async () => {
    const held = Promise.withResolvers<void>();
    await using delivery = await DeliveryCommand.open({
      answer: async () => {
        await held.promise;
        return {};
      },
    });
    const video = fixtureVideoPath(CFR_VIDEO.fileName);
    symlinkSync(video, delivery.path("link.mp4"));
    const running = (path: string): Run =>
      runVideo({
        video: path,
        to: delivery.service.url,
        state: delivery.path("state"),
        every: 50,
      });
    const { summary } = running(video);
    await expect.poll(() => delivery.service.inFlight).toBeGreaterThan(0);
    await expect(running(delivery.path("link.mp4")).summary).rejects.toMatchObject({
      kind: "owned",
    });
    held.resolve();
    const { delivered } = await summary;
    expect(await running(delivery.path("link.mp4")).summary).toMatchObject({
      delivered: 0,
      previouslyDelivered: delivered,
    });
    expect(delivery.service.requests.length).toBe(delivered);
  });

  test("but a link that leads elsewhere in the next run is another folder", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("one/a.jpg", "other/a.jpg");
    const link = delivery.path("link");
    symlinkSync("one", link);
    expect(await sending(delivery, { paths: [link] })).toMatchObject({ delivered: 1 });
    symlinkSync("other", `${link}.new`);
    renameSync(`${link}.new`, link);
    expect(await sending(delivery, { paths: [link] })).toMatchObject({ delivered: 1 });
    expect(delivery.arrived).toEqual(["one/a.jpg", "other/a.jpg"]);
    unlinkSync(link);
    // Where it led last is known by its own name.
    expect(await recordedJobs([delivery.path("other")], delivery.path("state"))).toHaveLength(1);
  });
});

describe("P42: one file is one frame", () => {
  test("in a list that spells it in several ways, and in a later list that spells it in another", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/b.jpg");
    symlinkSync("in", delivery.path("link"));
    const [plain, linked] = [delivery.path("in/a.jpg"), delivery.path("link/a.jpg")];
    const dotted = `${delivery.path("in")}/../in/./a.jpg`;
    const spellings = [plain, dotted, linked, relative(process.cwd(), plain), plain];
    const first = await sending(delivery, {
      list: list([...spellings, delivery.path("in/b.jpg")]),
    });
    expect(first).toMatchObject({ landed: 2, delivered: 2 });
    const later = await sending(delivery, { list: list([linked]) });
    expect(later).toMatchObject({ landed: 1, skipped: 1, complete: true });
    expect(delivery.arrived).toEqual(["in/a.jpg", "in/b.jpg"]);
  });

  test("among paths that are named", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    symlinkSync(".", delivery.path("link"));
    const paths = [delivery.path("a.jpg"), delivery.path("link/a.jpg")];
    expect(await sending(delivery, { paths })).toMatchObject({ landed: 1, delivered: 1 });
    expect(delivery.arrived).toEqual(["a.jpg"]);
  });

  test("in a folder that is named beside a list", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/b.jpg");
    symlinkSync(".", delivery.path("link"));
    const listed = list([delivery.path("in/b.jpg"), delivery.path("link/in/b.jpg")]);
    const mixed = await sending(delivery, { paths: [delivery.path("in")], list: listed });
    expect(mixed).toMatchObject({ delivered: 1, failed: 0, complete: true });
    expect(delivery.arrived).toEqual(["in/b.jpg"]);
  });

  test("under each of its hard links, which are files of their own", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    linkSync(delivery.path("in/a.jpg"), delivery.path("in/b.jpg"));
    expect(await sending(delivery, { paths: [delivery.path("in")] })).toMatchObject({
      delivered: 2,
    });
    expect(delivery.arrivals.toSorted()).toEqual(["a.jpg", "b.jpg"]);
  });
});
