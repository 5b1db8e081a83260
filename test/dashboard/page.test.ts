import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BrokerStateNow } from "../../src/dashboard/broker-data.ts";
import { whyNoBuiltProgram } from "../support/program/built-program.ts";
import { openBrowser, overflowOf, visit, whyNoBrowser } from "./browser.ts";
import { FakeRun } from "./fake-run.ts";
import { madeBroker, madeCard, madePoint, madeState } from "./made-state.ts";
import { plain } from "./plain-text.ts";

const HOSTILE = '<img src=x onerror="document.title=1">"\'&amp;';
const LONG = `camera-${"north-".repeat(40)}1.jpg`;
const why = whyNoBrowser() ?? whyNoBuiltProgram();

const headline = async (page: Page): Promise<string> => plain(await page.locator("h1").innerText());
const connection = (page: Page): Promise<string> => page.locator(".connection").innerText();

/** A broker with long names. */
function longBroker(): BrokerStateNow {
  const broker = madeBroker(Date.now(), { address: `nats://${LONG}`, trouble: LONG });
  const [worker] = broker.workers ?? [];
  return { ...broker, workers: [{ ...worker!, name: LONG, services: [LONG, LONG] }] };
}

/** Heights of a line, from the top. */
function heightsOf(path: string | null): readonly number[] {
  return [...(path ?? "").matchAll(/,([\d.]+)/gu)].map(([, y]) => Number(y));
}

/** Counts the pixels of the chart of latencies in the color of its first line, in the page. */
const countAccent = `(() => {
  const charts = [...document.querySelectorAll(".chart")];
  const canvas = charts.find((one) => one.innerText.startsWith("Latency")).querySelector("canvas");
  const accent = getComputedStyle(document.documentElement).getPropertyValue("--accent").trim();
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(accent.slice(at, at + 2), 16));
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255)
      count += 1;
  return count;
})()`;

/** Lets the page believe that somebody sees it, or nobody. */
async function turnVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, "hidden", { value: ${state === "hidden"}, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  `);
}

/** Goes to a part of the page, as a person does. */
async function goTo(page: Page, part: string): Promise<void> {
  await page.getByRole("link", { name: part }).click();
}

describe.skipIf(why !== undefined)(`the page in a browser ${why ?? ""}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => await browser.close());

  test("shows what the run tells it, asks nobody else, and complains of nothing", async () => {
    await using run = await FakeRun.start();
    run.frames = [madeCard("1"), madeCard("2", { outcome: "failed", reason: "rejected" })];
    await using seen = await visit(browser, run.url);
    const { page, complaints, requests } = seen;
    await expect.poll(() => headline(page)).toBe("Delivering 24 frames/s; nothing waits");
    await expect.poll(async () => plain(await page.title())).toContain("Delivering 24 frames/s");
    expect(await page.locator('[data-stat="Delivered"]').innerText()).toBe("14,388");
    const row = page.getByRole("row").filter({ hasText: "/predict" });
    expect(plain(await row.innerText())).toContain("38.4 / 61.2 / 94 ms");
    expect(plain(await row.innerText())).toContain("limit changed 42 s ago (latency is steady)");
    for (const part of ["Frames", "Failures", "Now"]) await goTo(page, part);
    await page.getByText("1 day").click();
    await expect.poll(() => requests.some((url) => url.endsWith("/api/series/day"))).toBe(true);
    expect(requests.filter((url) => !url.startsWith(`${run.url}/`))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("follows the run from second to second", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    const [service] = run.state.services;
    const away = { sinceMs: run.nowMs - 11_000, reason: "connection refused" };
    run.tick({ services: [{ ...service!, away }], backlog: { frames: 340, oldestAgeSeconds: 12 } });
    await expect.poll(() => headline(page)).toMatch(/is away for 12 s: connection refused; 340 /u);
    expect(await page.getByRole("row").filter({ hasText: "away" }).count()).toBe(1);
    run.tick({ services: [service!], backlog: { frames: 0, oldestAgeSeconds: 0 } });
    await expect.poll(() => headline(page)).toBe("Delivering 24 frames/s; nothing waits");
  });

  test("shows the broker with its queues and its workers, and while it is away only that it is", async () => {
    await using run = await FakeRun.start();
    const broker = madeBroker(run.nowMs);
    run.state = madeState({ broker });
    await using seen = await visit(browser, run.url);
    const panel = seen.page.locator("section").filter({ hasText: "nats://broker:4222/frames" });
    const row = async (name: string) => {
      const one = panel.getByRole("row", { name: new RegExp(`^${name}`, "u") });
      return plain(await one.innerText()).split(/\s*\t\s*/u);
    };
    await expect.poll(() => panel.count()).toBe(1);
    expect(plain(await panel.innerText())).toContain("4.2 / 18.1 / 44 ms");
    expect(await row("Frames")).toEqual(["Frames", "1,204", "157 MB of 50 GB", "42 s", "64", "2"]);
    // What the broker does not tell.
    expect(await row("Results")).toEqual(["Results", "3", "2.1 kB of 5 GB", "0 s", "–", "–"]);
    expect((await row("gpu-1")).slice(0, 6)).toEqual([
      ...["gpu-1", "2 h 10 min", "32", "25", "48,210", "0"],
    ]);
    expect(await row("gpu-2")).toContainEqual(expect.stringMatching(/^silent for 3[12] s$/u));
    expect(await panel.locator("h3").innerText()).toBe("Workers: 2, 1 silent");
    run.tick({ broker: { ...broker, workers: [], workerCount: 0 } });
    await expect.poll(() => panel.innerText()).toContain("No worker gives a sign of life.");
    const trouble = "nats://broker:4222/frames cannot be reached";
    run.tick({ broker: { ...broker, trouble, queues: null, workers: null, workerCount: 0 } });
    await expect.poll(() => panel.innerText()).toContain(`${trouble}\n`);
    expect(await panel.getByRole("row").count()).toBe(0);
    expect(seen.complaints).toEqual([]);
  });

  test("draws a dot for each second with an answer that has no neighbor", async () => {
    await using run = await FakeRun.start();
    const silent = { latencyP50Ms: null, latencyP95Ms: null, latencyP99Ms: null };
    const points = Array.from({ length: 300 }, (_, at) =>
      madePoint(run.nowMs - (299 - at) * 1000, at % 5 === 0 ? {} : silent),
    );
    run.minutes = { ...run.minutes, all: points };
    await using seen = await visit(browser, run.url);
    const chart = seen.page.locator(".chart").filter({ hasText: "Latency" });
    await expect.poll(() => chart.locator("canvas").count()).toBe(1);
    // The color of p50: of 60 dots, each has some pixels.
    await expect
      .poll(async () => Number(await seen.page.evaluate(countAccent)))
      .toBeGreaterThan(200);
  });

  test("shows the same requests in flight in its figures as in the chart", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    // A probe that was over when the second was.
    run.tick({ inFlight: 0 }, { inFlight: 7 });
    const legend = page.locator(".chart").filter({ hasText: "in flight" }).locator(".legend");
    await expect.poll(() => legend.innerText()).toMatch(/^in flight\s+7/u);
    expect(await page.locator('[data-stat="In flight"]').innerText()).toBe("7");
    const row = page.getByRole("row").filter({ hasText: "/predict" });
    expect(await row.innerText()).toContain("7 / 8");
    const note = page.locator(".stat").filter({ hasText: "In flight" }).locator(".note");
    expect(await note.innerText()).toBe("limit 8");
    // Several frames share a request.
    run.tick({}, { inFlight: 9 });
    await expect.poll(async () => plain(await note.innerText())).toBe("limit 8 requests");
    run.end({ inFlight: 0 });
    await expect.poll(() => page.locator('[data-stat="In flight"]').innerText()).toBe("0");
  });

  test("says of skipped frames how many were sent again", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    const skipped = page.locator(".stat").filter({ hasText: "Skipped" });
    await expect.poll(() => connection(page)).toBe("Live");
    expect(await skipped.innerText()).not.toContain("again");
    run.tick({ withdrawnFailures: 16 });
    await expect.poll(() => skipped.locator(".note").innerText()).toBe("16 sent again");
    expect(await skipped.getAttribute("title")).toContain("landed once more");
  });

  test("says of a service that a limit holds requests back, and what is left of the day", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    const [service] = run.state.services;
    const heldBack = "--max-per-day 5 is used up; sending goes on at 2026-12-03 00:00:00 UTC";
    run.tick({ services: [{ ...service!, heldBack, leftToday: 0 }] });
    const row = page.getByRole("row").filter({ hasText: "waits" });
    await expect.poll(async () => (await row.allInnerTexts()).join()).toContain(heldBack);
    expect((await row.allInnerTexts()).join()).toContain("0 requests left today (UTC)");
  });

  test("says of a camera that is away since when and why", async () => {
    await using run = await FakeRun.start();
    const [source] = run.state.sources;
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    const troubleSinceMs = run.nowMs + 1000 - 42_000;
    const away = { ...source!, trouble: "is away: connection refused", troubleSinceMs };
    run.tick({ sources: [away] });
    const words = "is away: connection refused; no frame for 42 s";
    await expect.poll(() => headline(page)).toBe(`cam-entrance ${words}`);
    const row = page.getByRole("row").filter({ hasText: "cam-entrance" });
    expect(plain(await row.innerText())).toContain(words);
  });

  test("says of a camera whether it is recorded, and why not", async () => {
    await using run = await FakeRun.start();
    const [source] = run.state.sources;
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    const name = page.getByRole("rowheader").filter({ hasText: "cam-entrance" });
    expect(plain(await name.innerText())).toBe("cam-entrance");
    run.tick({ sources: [{ ...source!, recording: { trouble: null } }] });
    await expect.poll(async () => plain(await name.innerText())).toBe("cam-entrance\nrecorded");
    run.tick({ sources: [{ ...source!, recording: { trouble: "its disk is nearly full" } }] });
    await expect
      .poll(async () => plain(await name.innerText()))
      .toBe("cam-entrance\nnot recorded: its disk is nearly full");
  });

  test("says in a sentence what each chart shows", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, run.url);
    const charts = seen.page.locator('.plot[role="img"]');
    await expect.poll(() => charts.count()).toBe(4);
    const sentences = async (): Promise<readonly (string | null)[]> =>
      await Promise.all(
        (await charts.all()).map(async (chart) => await chart.getAttribute("aria-label")),
      );
    run.tick({}, { delivered: 20, failed: 4, limit: null, isAway: true, backlog: 7 });
    await expect
      .poll(async () => (await sentences())[0])
      .toBe(
        "Frames a second now: delivered 20/s, landed 24/s, failed 4/s, dropped 0/s, skipped 0/s; a service is away.",
      );
    expect((await sentences()).slice(2)).toEqual([
      expect.stringMatching(/^In flight now: in flight \d, limit unknown; a service is away\.$/u),
      "Waiting frames now: backlog 7; a service is away.",
    ]);
  });

  test("draws what there is of one service, or of one source", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    const titles = (): Promise<readonly string[]> => page.locator(".chart-title").allInnerTexts();
    await expect.poll(async () => (await titles()).length).toBe(4);
    await page.getByLabel("Charts of").selectOption({ label: "cam-entrance" });
    await expect.poll(titles).toEqual(["Frames a second"]);
    await page.getByLabel("Charts of").selectOption({ label: "http://127.0.0.1:8000/predict" });
    await expect.poll(titles).toEqual(["Frames a second", "Latency", "In flight"]);
    const legend = page.locator(".legend").first();
    expect(await legend.innerText()).toMatch(/^delivered\s+24\/s\s+failed\s+0\/s$/u);
  });

  test("says that it reconnects, and then has no gap", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    await expect.poll(() => run.readerCount).toBe(1);
    const line = (): Promise<string | null> =>
      page.locator(".spark-line").first().getAttribute("d");
    const whole = await line();
    expect(new Set(heightsOf(whole)).size).toBe(1);
    run.isAnswering = false;
    run.cut();
    await expect.poll(() => connection(page)).toBe("Reconnecting…");
    for (let second = 0; second < 20; second += 1)
      run.tick({}, second === 10 ? { delivered: 99 } : {});
    run.isAnswering = true;
    await expect.poll(() => connection(page)).toBe("Live");
    expect(run.readerCount).toBe(1);
    // All that was missed is there, the one odd second as well, and no step of the line fell to the ground.
    await expect.poll(line).not.toBe(whole);
    const heights = heightsOf(await line());
    expect(new Set(heights).size).toBe(2);
    expect(Math.max(...heights)).toBeLessThan(23);
  });

  test("says since when nothing answers", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    run.isAnswering = false;
    run.cut();
    await expect.poll(() => connection(page)).toBe("Reconnecting…");
    await page.clock.install();
    await page.clock.fastForward("01:00");
    await expect.poll(() => connection(page)).toMatch(/^No answer since \d\d:\d\d:\d\d$/u);
    run.isAnswering = true;
    await expect.poll(() => connection(page)).toBe("Live");
  });

  test("lets go of its feed while nobody sees it, and gets what it missed", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    await expect.poll(() => run.readerCount).toBe(1);
    await page.clock.install();
    await turnVisibility(page, "hidden");
    await page.clock.fastForward("01:00");
    await expect.poll(() => run.readerCount).toBe(0);
    for (let second = 0; second < 20; second += 1) run.tick({}, { delivered: 12 });
    await turnVisibility(page, "visible");
    await expect.poll(() => run.readerCount).toBe(1);
    const line = page.locator(".spark-line").first();
    await expect.poll(async () => new Set(heightsOf(await line.getAttribute("d"))).size).toBe(2);
  });

  test("keeps what it has when the run has ended, and says so", async () => {
    await using run = await FakeRun.start();
    run.frames = [madeCard("1")];
    await using seen = await visit(browser, `${run.url}/#frames`);
    const { page } = seen;
    await expect.poll(() => run.readerCount).toBe(1);
    const counts = { landed: 250, delivered: 250, failed: 0, skipped: 0, dropped: 0, retries: 0 };
    run.end({ totals: counts });
    await expect.poll(() => connection(page)).toBe("Ended");
    expect(await headline(page)).toBe("Ended: 250 of 250 frames delivered");
    run.cut();
    await expect.poll(() => run.readerCount).toBe(0);
    expect(await page.locator(".card").count()).toBe(1);
    expect(await connection(page)).toBe("Ended");
  });

  test("shows frames as they come with what was found in them, and holds them while it is paused", async () => {
    await using run = await FakeRun.start();
    await using seen = await visit(browser, `${run.url}/#frames`);
    const { page } = seen;
    const cards = page.locator(".card");
    await page.getByText("No frame has its outcome yet.").waitFor();
    run.addFrame(madeCard("a"));
    await expect.poll(() => cards.count()).toBe(1);
    const card = cards.first();
    expect(await card.innerText()).toMatch(
      /41\.3\sms\s+frame-a\.jpg\s+person\s+97\s%\s+bicycle\s+×2 · 88\s%\s+cam-entrance\s/u,
    );
    expect(await card.locator("img").getAttribute("alt")).toBe(
      "Frame frame-a.jpg with person, bicycle, bicycle",
    );
    expect(await card.locator(".box").count()).toBe(3);
    expect(await card.locator(".box").first().getAttribute("x")).toBe("180");
    expect(await card.locator("svg").getAttribute("viewBox")).toBe("0 0 1280 720");
    await page.getByRole("button", { name: "Pause" }).click();
    run.addFrame(madeCard("b"));
    await page.getByRole("button", { name: "Go on (1 new)" }).waitFor();
    expect(await cards.count()).toBe(1);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect.poll(() => cards.first().innerText()).toContain("frame-b.jpg");
  });

  test("names no small box in a card that lists its label, and every box in the large picture", async () => {
    await using run = await FakeRun.start();
    const small = (label: string) => ({
      ...{ label, confidence: 0.3, box: { x: 400, y: 300, width: 60, height: 60 } },
    });
    const [large] = madeCard("1").findings;
    // The card lists three labels.
    run.frames = [
      madeCard("1", { findings: [large!, small("cup"), small(""), small("fork"), small("cup")] }),
    ];
    await using seen = await visit(browser, `${run.url}/#frames`);
    const { page } = seen;
    const card = page.locator(".card");
    await expect.poll(() => card.locator(".box").count()).toBe(5);
    const names = await card.locator("svg text").allTextContents();
    expect(names.map(plain)).toEqual(["person 97 %", "fork 30 %"]);
    expect(plain(await card.locator(".labels").innerText())).toMatch(/\(no name\)\s+30 %/u);
    await card.locator("button").click();
    const dialog = page.getByRole("dialog");
    await expect.poll(() => dialog.locator("svg text").count()).toBe(5);
    const named = dialog.locator("svg text").filter({ hasText: "(no name) 30 %" });
    expect(await named.count()).toBe(1);
  });

  test("filters frames by source, outcome and label", async () => {
    await using run = await FakeRun.start();
    const cat = [{ label: "cat", confidence: 0.5, box: null }];
    run.frames = [
      madeCard("1"),
      madeCard("2", { sourceId: "s2", source: "door", findings: cat }),
      madeCard("3", { outcome: "failed", reason: "rejected", findings: [] }),
    ];
    await using seen = await visit(browser, `${run.url}/#frames`);
    const { page } = seen;
    const cards = page.locator(".card");
    await expect.poll(() => cards.count()).toBe(3);
    const choose = async (label: string, choice: string): Promise<string> => {
      await page.getByLabel(label, { exact: true }).selectOption({ label: choice });
      await expect.poll(() => cards.count()).toBe(1);
      const text = await cards.innerText();
      await page.getByLabel(label, { exact: true }).selectOption({ label: "all" });
      await expect.poll(() => cards.count()).toBe(3);
      return text;
    };
    expect(await choose("Source", "door")).toContain("frame-2.jpg");
    expect(await choose("Outcome", "failed")).toContain("frame-3.jpg");
    expect(await choose("Label", "cat (1)")).toContain("frame-2.jpg");
  });

  test("shows hostile names, labels, reasons and answers as text", async () => {
    await using run = await FakeRun.start();
    const [source] = run.state.sources;
    const group = { id: "g", reason: HOSTILE, count: 1, exampleFrameId: null };
    run.state = madeState({
      sources: [{ ...source!, name: HOSTILE }],
      failures: [{ ...group, isResending: false, canResend: true }],
      warnings: [{ atMs: Date.now(), message: HOSTILE }],
    });
    const findings = [{ label: HOSTILE, confidence: 1, box: { x: 1, y: 1, width: 9, height: 9 } }];
    run.frames = [madeCard("1", { frame: HOSTILE, text: HOSTILE, source: HOSTILE, findings })];
    run.details = { 1: { response: { answer: HOSTILE } } };
    await using seen = await visit(browser, run.url);
    const { page, complaints, requests } = seen;
    const title = plain(await page.title());
    await page.getByRole("rowheader", { name: HOSTILE }).waitFor();
    await page.locator(".warnings").getByText(HOSTILE).waitFor();
    await goTo(page, "Failures");
    await page.locator(".reason").getByText(HOSTILE).waitFor();
    await goTo(page, "Frames");
    await page.locator(".card .words").getByText(HOSTILE).waitFor();
    await page.locator(".card button").click();
    await page.getByRole("heading", { name: HOSTILE }).waitFor();
    await page.locator("pre").getByText(JSON.stringify(HOSTILE).slice(1, -1)).waitFor();
    expect(await page.locator('img[src="x"], [onerror]').count()).toBe(0);
    expect(plain(await page.title())).toBe(
      title.replace("Connecting to the run", await headline(page)),
    );
    expect(requests.filter((url) => !url.startsWith(`${run.url}/`))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("asks for a group to be sent again as the server demands, and says what came of it", async () => {
    await using run = await FakeRun.start();
    const group = { id: "g/1", reason: "answered 422", count: 12, exampleFrameId: null };
    const failure = { ...group, isResending: false, canResend: true };
    run.state = madeState({ failures: [failure] });
    await using seen = await visit(browser, `${run.url}/#failures`);
    const { page } = seen;
    const button = page.getByRole("button", { name: "Send again" });
    await button.click();
    await page.getByText("12 frames are sent again").waitFor();
    const [request] = run.resends;
    expect(request).toMatchObject({ method: "POST", url: "/api/failures/g%2F1/resend" });
    expect(request?.headers).toMatchObject({
      origin: run.url,
      "content-type": "application/json",
      "x-frameferry-action": "made-token",
    });
    run.tick({ failures: [{ ...failure, isResending: true }] });
    await page.getByText("These frames are being sent again.").waitFor();
    expect(await button.isDisabled()).toBe(true);
    run.tick({ failures: [failure] });
    run.resendReply = { status: 409, body: { error: "The run is about to end." } };
    await expect.poll(() => button.isEnabled()).toBe(true);
    await button.click();
    await page.getByText("The run is about to end.").waitFor();
  });

  test("offers no button where nobody sends frames again", async () => {
    await using run = await FakeRun.start();
    const group = { id: "g", reason: "answered 422", count: 12, exampleFrameId: null };
    run.state = madeState({ failures: [{ ...group, isResending: false, canResend: false }] });
    await using seen = await visit(browser, `${run.url}/#failures`);
    await seen.page.getByText("answered 422").waitFor();
    expect(await seen.page.getByRole("button", { name: "Send again" }).count()).toBe(0);
  });

  test("can be used by keyboard alone, and shows where one is", async () => {
    await using run = await FakeRun.start();
    run.frames = [madeCard("1"), madeCard("2")];
    run.details = { 2: { response: { answer: "yes" } } };
    await using seen = await visit(browser, run.url);
    const { page } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    const press = async (key: string): Promise<void> => await page.keyboard.press(key);
    const focused = page.locator(":focus");
    /** Moves on until that has the focus, with a ring around it. */
    const tabTo = async (text: RegExp): Promise<void> => {
      for (let step = 0; step < 40; step += 1) {
        await press("Tab");
        const words = `${await focused.innerText()} ${await focused.getAttribute("aria-label")}`;
        if (text.test(words)) break;
      }
      expect(await focused.innerText()).toMatch(text);
      const ring = "getComputedStyle(document.activeElement).outlineStyle";
      expect(await page.evaluate(ring)).toBe("solid");
    };
    await tabTo(/^Frames/u);
    await press("Enter");
    await expect.poll(() => page.locator(".card").count()).toBe(2);
    await tabTo(/Pause/u);
    await press("Space");
    await page.getByRole("button", { name: "Go on" }).waitFor();
    await tabTo(/frame-2\.jpg/u);
    await press("Enter");
    const dialog = page.getByRole("dialog", { name: "frame-2.jpg" });
    await dialog.waitFor();
    await dialog.getByText('"answer": "yes"').waitFor();
    await press("Escape");
    await dialog.waitFor({ state: "hidden" });
    expect(await focused.innerText()).toContain("frame-2.jpg");
    await tabTo(/frame-1\.jpg/u);
  });

  test.each([1280, 390, 360])(
    "fits a window of %i pixels, whatever names are in it",
    async (width) => {
      await using run = await FakeRun.start();
      const [source] = run.state.sources;
      const [service] = run.state.services;
      const away = { sinceMs: Date.now(), reason: LONG };
      const group = { id: "g", reason: `${LONG}${LONG}`, count: 1, exampleFrameId: "1" };
      run.state = madeState({
        sources: [
          { ...source!, name: LONG },
          { ...source!, id: "s2", trouble: LONG },
        ],
        services: [{ ...service!, address: `http://${LONG}`, away }],
        broker: longBroker(),
        failures: [{ ...group, isResending: false, canResend: true }],
        warnings: [{ atMs: Date.now(), message: LONG }],
        slicer: { state: "paused", reason: LONG, sliced: 1e6, expectedFrames: 1e7 },
      });
      const findings = [{ label: LONG, confidence: 0.5, box: { x: 1, y: 1, width: 9, height: 9 } }];
      run.frames = [madeCard("1", { frame: LONG, source: LONG, text: LONG, findings })];
      run.details = { 1: { response: { [LONG]: LONG } } };
      await using seen = await visit(browser, run.url, { viewport: { width, height: 800 } });
      const { page } = seen;
      await page.locator(".rows").first().waitFor();
      expect(await overflowOf(page)).toBe(0);
      await goTo(page, "Failures");
      await page.locator(".group").waitFor();
      expect(await overflowOf(page)).toBe(0);
      await goTo(page, "Frames");
      await page.locator(".card").waitFor();
      expect(await overflowOf(page)).toBe(0);
      await page.locator(".card button").click();
      await page.locator("pre").waitFor();
      const wider =
        "document.querySelector('dialog').scrollWidth - document.querySelector('dialog').clientWidth";
      expect(await page.evaluate(wider)).toBe(0);
    },
  );

  test("is dark where the system is, and moves nothing where people want that", async () => {
    await using run = await FakeRun.start();
    const background = "getComputedStyle(document.body).backgroundColor";
    const colors = new Set<unknown>();
    for (const colorScheme of ["light", "dark"] as const) {
      await using seen = await visit(browser, run.url, { colorScheme });
      colors.add(await seen.page.evaluate(background));
    }
    expect(colors.size).toBe(2);
    run.frames = [madeCard("1")];
    const animation = "getComputedStyle(document.querySelector('.card')).animationName";
    await using still = await visit(browser, `${run.url}/#frames`, { reducedMotion: "reduce" });
    await still.page.locator(".card").waitFor();
    expect(await still.page.evaluate(animation)).toBe("none");
  });
});
