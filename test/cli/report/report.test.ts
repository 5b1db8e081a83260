import { execFile, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunSummary } from "../../../src/index.ts";
import { smallDisk, whyNoSmallDisk } from "../../support/files/small-disk.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";
import type { Answer } from "../../support/services/collector.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";

/** Answers of the service, by the number of the request. */
let answer: (number: number) => Answer;
let delivery: DeliveryCommand;
let count: number;
beforeEach(async () => {
  count = 0;
  answer = () => ({ body: { predictions: [person()] } });
  delivery = await DeliveryCommand.open({ answer: () => answer((count += 1)) });
});
afterEach(async () => await delivery[Symbol.asyncDispose]());

const HOSTILE = `<img src=x onerror=alert(1)>"'&</title>`;

function person(label = "person") {
  return { label, confidence: 0.8, x_min: 40, y_min: 60, x_max: 160, y_max: 140 };
}

const at = (name: string): string => delivery.path(name);
const page = (name = "r.html"): string => readFileSync(at(name), "utf8");

const VIDEO = ["--every", "5", "--protocol", "deepstack", "--retries", "0"];

function balanceOf({ landed, delivered, failed, skipped, dropped, pending }: RunSummary): string {
  return `${landed} landed = ${delivered} delivered + ${failed} failed + ${skipped} skipped + ${dropped} dropped + ${pending} pending: the counts add up`;
}

/** Names of all elements that are not what a report is made of. */
function strangeElements(html: string): readonly string[] {
  const known =
    /^(?:html|head|meta|title|style|body|main|h1|h2|p|div|strong|dl|dt|dd|figure|figcaption|svg|rect|line|text|g|polyline|img|ul|li)$/u;
  const names = [...html.matchAll(/<\/?([a-z][^\s>/]*)/giu)].map(([, name = ""]) => name);
  return names.filter((name) => !known.test(name));
}

describe("--report", () => {
  test("writes a page whose counts are those of the summary, with pictures, and says where", async () => {
    copyFileSync(fixtureVideoPath("cfr.mp4"), at("clip.mp4"));
    answer = (number) =>
      number % 7 === 0
        ? { status: 422, body: `no ${HOSTILE}` }
        : { body: { predictions: [person(number % 2 === 0 ? HOSTILE : "person")] } };
    const { summary, stderr, exitCode } = await delivery.run([
      "run",
      "clip.mp4",
      ...VIDEO,
      "--report",
      "r.html",
    ]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(`report: ${at("r.html")}`);
    expect(summary.landed).toBe(summary.delivered + summary.failed);
    expect(summary.failed).toBeGreaterThan(0);
    const html = page();
    expect(html).toContain(balanceOf(summary));
    expect(html.match(/<img /gu)?.length).toBeGreaterThan(2);
    expect(html).toMatch(/<strong>\d+ frames?<\/strong>: /u);
    expect(html).toMatch(/\d+ times in \d+ frames/u);
    expect(strangeElements(html)).toEqual([]);
    expect(html.match(/<img (?!src="data:image\/jpeg;base64,)/gu)).toBeNull();
    expect(html).toContain("&#60;img src=x onerror=alert(1)&#62;");
    // Charts have a text alternative.
    expect(html.match(/<svg (?![^>]*aria-label="[^"]{10})/gu)).toBeNull();
    expect(html).toContain("--every</dt><dd>5");
  });

  test("holds no secret", async () => {
    delivery.land("in/a.jpg");
    const words = [
      "--header",
      "x-key: hush-hush",
      "--param",
      "token=hush-hush",
      "--prompt",
      "hush-hush",
    ];
    await delivery.run([
      "send",
      "in",
      "--protocol",
      "multipart",
      ...words.slice(0, 4),
      "--report",
      "r.html",
    ]);
    expect(page()).not.toContain("hush-hush");
  });

  test("shows an outage, and why", async () => {
    copyFileSync(fixtureVideoPath("cfr.mp4"), at("clip.mp4"));
    answer = (number) => {
      // By their number: in a time, a busy machine may send too few for an outage.
      const isAway = number >= 5 && number < 17;
      return isAway ? { status: 503, body: "gone to lunch" } : { body: { predictions: [] } };
    };
    await delivery.run([
      "run",
      "clip.mp4",
      ...VIDEO.slice(0, 4),
      "--concurrency",
      "4",
      "--report",
      "r.html",
    ]);
    const html = page();
    expect(html).toContain('<rect class="outage"');
    expect(html).toMatch(/from 0:\d\d\.\d to 0:\d\d.*gone to lunch/u);
  });

  test("is written when Ctrl-C ends a watch, and replaces the one before", async () => {
    mkdirSync(at("in"));
    writeFileSync(at("r.html"), "");
    for (const [number, name] of ["in/a.jpg", "in/b.jpg"].entries()) {
      const run = delivery.start(["watch", "in", "--report", "r.html"]);
      delivery.land(name);
      await expect.poll(() => delivery.arrived.length).toBeGreaterThan(number);
      const { summary, exitCode } = await run.stop("SIGINT");
      expect(exitCode).toBe(0);
      expect(page()).toContain(balanceOf(summary));
      expect(page()).toContain("in: stopped<");
      expect(page()).not.toContain("interrupted");
    }
  });

  test("is written when the run fails", async () => {
    delivery.land("in/a.jpg");
    answer = () => ({ status: 503 });
    // A single frame may use up few retries before the outage is too long.
    const words = ["send", "in", "--retries", "100", "--max-outage", "1s", "--report", "r.html"];
    const { exitCode } = await delivery.run(words);
    expect(exitCode).toBe(7);
    expect(page()).toMatch(/did not answer within/u);
    const [box = ""] = /<div class="advice[^]*?<\/div>/u.exec(page()) ?? [];
    expect(box.match(/503/gu)).toHaveLength(1);
    expect(page()).toContain("--max-outage</dt><dd>1s</dd>");
    expect(page()).not.toMatch(/images that were delivered are gone|Nothing was found/u);
    expect(page()).not.toContain("Latency in milliseconds");
  });

  test("says that there was nothing to deliver, and shows no chart of it", async () => {
    mkdirSync(at("in"));
    const { exitCode } = await delivery.run(["send", "in", "--report", "r.html"]);
    expect(exitCode).toBe(0);
    expect(page()).toContain(
      '<div class="advice neutral"><strong>in: there was nothing to deliver',
    );
    expect(page()).not.toMatch(/<svg|<h2>(?:Timeline|Frames|Labels)/u);
  });

  test.each([
    ["an image that is sent", "in/a.jpg"],
    ["another page", "page.html"],
    ["a folder", "in"],
    ["below a file", "page.html/r.html"],
  ])("that is %s is refused before anything is sent", async (_, path) => {
    delivery.land("in/a.jpg");
    writeFileSync(at("page.html"), "<!doctype html><title>mine</title>");
    const image = readFileSync(at("in/a.jpg"));
    const { exitCode, stderr } = await delivery.run(["send", "in", "--report", path]);
    expect(exitCode).toBe(path.endsWith("/r.html") ? 5 : 2);
    expect(stderr).toContain(path);
    expect(stderr).not.toMatch(/\n\s+at /u);
    expect(delivery.arrived).toEqual([]);
    expect(readFileSync(at("in/a.jpg"))).toEqual(image);
    expect(page("page.html")).toContain("mine");
  });

  test("that finds a full disk leaves the run as it was, and is exit code 5", async ({ skip }) => {
    const why = await whyNoSmallDisk();
    if (why !== undefined) skip(why);
    delivery.land("in/a.jpg");
    await using disk = await smallDisk(8 * 1024);
    const { exitCode, summary, stderr } = await delivery.run([
      "send",
      "in",
      "--report",
      `${disk.path}/r.html`,
    ]);
    expect(summary).toMatchObject({ landed: 1, delivered: 1, complete: true });
    expect(stderr).toMatch(/the report .* cannot be written: the disk is full/u);
    expect(exitCode).toBe(5);
    expect(existsSync(`${disk.path}/r.html`)).toBe(false);
  });

  test("is one page for several videos", async () => {
    for (const name of ["a.mp4", "b.mp4"]) copyFileSync(fixtureVideoPath("cfr.mp4"), at(name));
    await delivery.run(["run", "a.mp4", "b.mp4", ...VIDEO, "--report", "r.html"]);
    expect(page().match(/20 landed = 20 delivered/gu)).toHaveLength(2);
    expect(page()).toMatch(/<figcaption>a\.mp4: frame_/u);
    expect(page()).toMatch(/<figcaption>b\.mp4: frame_/u);
  });
});

describe("frameferry report", () => {
  const state = (): readonly string[] => ["--state", at("state/frameferry")];

  test("tells of a job what its results tell, with pictures from its video", async () => {
    copyFileSync(fixtureVideoPath("cfr.mp4"), at("clip.mp4"));
    const { summary } = await delivery.run(["run", "clip.mp4", ...VIDEO, "--every", "20"]);
    for (const source of ["clip.mp4", summary.job]) {
      const { exitCode, stderr } = await delivery.plain(["report", source, ...state()]);
      const [pictures, ...lines] = stderr.split("\n");
      expect(pictures).toMatch(/^taking \d pictures …$/u);
      expect(lines).toEqual([`✔ 5 frames, report: ${at(`${source}-report.html`)}`, ""]);
      expect(exitCode).toBe(0);
    }
    const html = page("clip.mp4-report.html");
    expect(html).toContain("5 results = 5 delivered + 0 failed + 0 skipped + 0 dropped");
    expect(html).toContain("Made of results alone");
    expect(html.match(/<img /gu)?.length).toBeGreaterThan(4);
    expect(html).toContain("5 times in 5 frames");
  });

  test("takes results with those that were set aside, and counts a frame once", async () => {
    const line = (frame: string, outcome: "failed" | "delivered") =>
      `${JSON.stringify(sampleResult({ source: "in", frame, ptsSeconds: null, index: null, outcome, reason: outcome === "failed" ? "status 500" : null }))}\n`;
    writeFileSync(at("a.jsonl"), line("a.jpg", "failed") + line("b.jpg", "failed"));
    renameSync(at("a.jsonl"), at("a-2026-01-01T00-00-00.000-0a1b2c3d.jsonl"));
    writeFileSync(at("a.jsonl"), line("a.jpg", "delivered"));
    const { exitCode } = await delivery.plain(["report", "a.jsonl", "-o", "deep/out.html"]);
    expect(exitCode).toBe(0);
    expect(page("deep/out.html")).toContain(
      "2 results = 1 delivered + 1 failed + 0 skipped + 0 dropped",
    );
  });

  test("refuses to replace what is no report", async () => {
    writeFileSync(at("a.jsonl"), `${JSON.stringify(sampleResult())}\n`);
    writeFileSync(at("a-report.html"), "mine");
    const { exitCode, stderr } = await delivery.plain(["report", "a.jsonl"]);
    expect(stderr).toMatch(/--output cannot be a-report\.html, which is no earlier report/u);
    expect(exitCode).toBe(2);
    expect(page("a-report.html")).toBe("mine");
  });
});

test("a report opens from its file in a browser, without an error and without asking for anything", async ({
  skip,
}) => {
  const browser = "/usr/bin/chromium";
  if (spawnSync(browser, ["--version"]).status !== 0)
    skip("chromium is not there: apt-get install chromium");
  copyFileSync(fixtureVideoPath("cfr.mp4"), at("clip.mp4"));
  answer = () => ({ body: { predictions: [person(HOSTILE)] } });
  await delivery.run(["run", "clip.mp4", ...VIDEO, "--report", "r.html"]);
  const words = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--v=0"];
  const own = [`--user-data-dir=${at("browser")}`, "--disable-background-networking", "--dump-dom"];
  const { stdout, stderr } = await promisify(execFile)(
    browser,
    [...words, ...own, `file://${at("r.html")}`],
    {
      maxBuffer: 1 << 26,
    },
  );
  expect(stderr).not.toMatch(/CONSOLE/u);
  expect(stdout).toContain("the counts add up");
  expect(stdout).not.toContain('<img src="x"');
});
