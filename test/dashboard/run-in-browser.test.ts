import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../../scripts/bench/service/free-port.ts";
import { dashboardAddress } from "../support/dashboard/dashboard-address.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { BUILT_PROGRAM, whyNoBuiltProgram } from "../support/program/built-program.ts";
import { type CommandRun, startProgram } from "../support/program/command-run.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import type { CollectorOptions, ReceivedRequest } from "../support/services/collector.ts";
import { startForwardProxy } from "../support/services/forward-proxy.ts";
import { openBrowser, visit, whyNoBrowser } from "./browser.ts";
import { plain } from "./plain-text.ts";

const why = whyNoBrowser() ?? whyNoBuiltProgram();
const HOSTILE = "<img src=x onerror=document.title=1>";

const headline = async (page: Page): Promise<string> => plain(await page.locator("h1").innerText());
const connection = (page: Page): Promise<string> => page.locator(".connection").innerText();
const stat = (page: Page, name: string): Locator => page.locator(`[data-stat="${name}"]`);

/** Names of frames `in/NAME-0.jpg` and so on. */
function frames(count: number, name = "frame"): readonly string[] {
  return Array.from({ length: count }, (_, at) => `in/${name}-${at}.jpg`);
}

const nameOf = ({ parts }: ReceivedRequest): string => parts[0]?.fileName ?? "";

/** A watched folder with its dashboard, towards a service of this process. */
async function watching(options: CollectorOptions = {}) {
  const delivery = await DeliveryCommand.open(options);
  delivery.land("in/first.jpg");
  const run = delivery.start(["watch", "in", "--dashboard", "0"]);
  return { delivery, run, url: await dashboardAddress(run) };
}

/** The built-in demo service, as a process of its own. */
async function demoService(port: number, home: string): Promise<CommandRun> {
  const service = startProgram([...BUILT_PROGRAM, "serve", "--port", String(port)], home);
  const isUp = async (): Promise<boolean> =>
    await fetch(`http://127.0.0.1:${port}/healthz`).then(
      () => true,
      () => false,
    );
  await expect.poll(isUp).toBe(true);
  return service;
}

describe.skipIf(why !== undefined)(`the dashboard of a real run in a browser ${why ?? ""}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => await browser.close());

  test("agrees with the summary, asks nobody else, and complains of nothing", async () => {
    const answer = (request: ReceivedRequest) =>
      nameOf(request).startsWith("bad") ? { status: 422, body: "no cat" } : {};
    const { delivery, run, url } = await watching({ answer });
    await using _ = delivery;
    await using seen = await visit(browser, url);
    const { page, complaints, requests } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    delivery.land(...frames(30), ...frames(4, "bad"));
    await expect.poll(() => stat(page, "Delivered").innerText()).toBe("31");
    await expect.poll(() => stat(page, "Failed").innerText()).toBe("4");
    await page.getByRole("link", { name: "Frames" }).click();
    await page.locator(".card").first().waitFor();
    await page.locator(".card img").first().waitFor();
    await page.locator(".card button").first().click();
    await page.getByRole("dialog").getByText("Answer of the service").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Failures" }).click();
    await page.locator(".group").getByText("no cat").waitFor();
    await page.getByRole("link", { name: "Now" }).click();
    await page.getByText("1 hour").click();
    await expect.poll(() => requests.some((one) => one.endsWith("/api/series/hour"))).toBe(true);
    const { summary } = await run.stop();
    await expect.poll(() => connection(page)).toBe("Ended");
    const { landed, delivered, failed, skipped, dropped } = summary;
    expect({ landed, delivered, failed, skipped, dropped }).toEqual({
      ...{ landed: 35, delivered: 31, failed: 4, skipped: 0, dropped: 0 },
    });
    const shown = ["Landed", "Delivered", "Failed", "Skipped", "Dropped"].map((name) =>
      stat(page, name).innerText(),
    );
    const counts = [landed, delivered, failed, skipped, dropped];
    expect(await Promise.all(shown)).toEqual(counts.map(String));
    expect(await headline(page)).toBe("Ended: 31 of 35 frames delivered, 4 failed");
    expect(requests.filter((one) => !one.startsWith(new URL(url).origin))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("shows that the service was killed, and that it is back", async () => {
    await using home = await temporaryFolder();
    await using delivery = await DeliveryCommand.open();
    const port = await freePort();
    const service = await demoService(port, home.path);
    await using _service = service;
    const to = `http://127.0.0.1:${port}/predict`;
    delivery.land("in/first.jpg");
    const words = ["watch", delivery.path("in"), "--to", to, "--dashboard", "0"];
    await using run = startProgram([...BUILT_PROGRAM, ...words], home.path);
    await using seen = await visit(browser, await dashboardAddress(run));
    const { page } = seen;
    await expect.poll(() => stat(page, "Delivered").innerText()).toBe("1");
    await service.stop("SIGKILL");
    delivery.land(...frames(6));
    await expect.poll(() => headline(page)).toMatch(/ is away for \d+ s: .+; 6 frames wait$/u);
    expect(await headline(page)).toContain(`127.0.0.1:${port}`);
    await expect.poll(() => page.locator(".rows .badge.bad").innerText()).toBe("away");
    await using _again = await demoService(port, home.path);
    await expect.poll(() => stat(page, "Delivered").innerText()).toBe("7");
    await expect.poll(() => headline(page)).not.toContain("away");
    await expect.poll(() => page.locator(".rows .badge").innerText()).toBe("answers");
  });

  test("has no gap after its connection was cut", async () => {
    const { delivery, url } = await watching();
    await using _ = delivery;
    await using proxy = await startForwardProxy();
    await using seen = await visit(browser, url, { proxy: { server: proxy.url } });
    const { page } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    await expect.poll(() => stat(page, "Delivered").innerText()).toBe("1");
    proxy.refusal = 503;
    const asked = proxy.seen.length;
    proxy.cut();
    // What is refused ends the browser's own attempts, so that those of the page follow.
    await expect.poll(() => proxy.seen.length).toBeGreaterThan(asked);
    expect(await connection(page)).toBe("Reconnecting…");
    const before = await landedInChart(page);
    delivery.land(...frames(20));
    await expect.poll(() => delivery.service.requests.length).toBe(21);
    proxy.refusal = null;
    await expect.poll(() => connection(page)).toBe("Live");
    await expect.poll(() => landedInChart(page)).toBe(before + 20);
    expect(proxy.seen.some((line) => line.includes("lastEventId="))).toBe(true);
  });

  test("shows a hostile label and a hostile file name as text", async () => {
    const box = { x_min: 1, y_min: 1, x_max: 5, y_max: 6 };
    const predictions = [{ label: HOSTILE, confidence: 0.9, ...box }];
    const answer = () => ({ body: { success: true, predictions } });
    const { delivery, url } = await watching({ answer });
    await using _ = delivery;
    await using seen = await visit(browser, `${url}#frames`);
    const { page, complaints, requests } = seen;
    await expect.poll(() => connection(page)).toBe("Live");
    delivery.land(`in/${HOSTILE}.jpg`);
    const card = page.locator(".card").filter({ has: page.getByTitle(`${HOSTILE}.jpg`) });
    await card.waitFor();
    await card.locator(".label").getByText(HOSTILE, { exact: true }).waitFor();
    expect(await card.locator("svg text").innerHTML()).toMatch(/^&lt;img src=x onerror/u);
    expect(await card.locator(".box").getAttribute("width")).toBe("4");
    await card.locator("button").click();
    await page.getByRole("heading", { name: `${HOSTILE}.jpg` }).waitFor();
    await page.locator("pre").getByText(HOSTILE).waitFor();
    expect(await page.locator('img[src="x"], [onerror]').count()).toBe(0);
    expect(await page.title()).toContain("frameferry");
    expect(requests.filter((one) => !one.startsWith(new URL(url).origin))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  test("asks for the token where there is one, and is the page from then on", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/first.jpg");
    const environment = { FRAMEFERRY_DASHBOARD_TOKEN: "a-token-of-this-test" };
    const run = delivery.start(["watch", "in", "--dashboard", "0"], { environment });
    const url = await dashboardAddress(run);
    await using seen = await visit(browser, url);
    const { page } = seen;
    await page.getByLabel("Token").fill("another-token");
    await page.keyboard.press("Enter");
    await page.getByText("That is not the token.").waitFor();
    await page.getByLabel("Token").fill(environment.FRAMEFERRY_DASHBOARD_TOKEN);
    await page.keyboard.press("Enter");
    await expect.poll(() => stat(page, "Delivered").innerText()).toBe("1");
    await page.reload();
    await expect.poll(() => connection(page)).toBe("Live");
  });

  test("says that a camera is away, since when and why", async () => {
    await using delivery = await DeliveryCommand.open();
    const camera = `rtsp://127.0.0.1:${await freePort()}/live`;
    const run = delivery.start(["run", camera, "--dashboard", "0"]);
    await using seen = await visit(browser, await dashboardAddress(run));
    const { page } = seen;
    await expect
      .poll(() => headline(page))
      .toMatch(/^127\.0\.0\.1:\d+\/live is away: .+; no frame for \d+ s$/u);
    const row = page.getByRole("row").filter({ hasText: "is away: " });
    expect(plain(await row.innerText())).toMatch(/; no frame for \d+ s/u);
    await run.stop();
  });

  test("sends a group of failed frames again", async () => {
    let isWell = false;
    const answer = (request: ReceivedRequest) =>
      isWell || !nameOf(request).startsWith("frame") ? {} : { status: 422, body: "no cat" };
    const { delivery, run, url } = await watching({ answer });
    await using _ = delivery;
    delivery.land(...frames(5));
    await using seen = await visit(browser, `${url}#failures`);
    const { page, complaints } = seen;
    const group = page.locator(".group").filter({ hasText: "no cat" });
    await group.getByText("5 frames").waitFor();
    isWell = true;
    await group.getByRole("button", { name: "Send again" }).click();
    await page.getByText("No frame has failed.").waitFor();
    await page.getByRole("link", { name: "Now" }).click();
    await expect.poll(() => stat(page, "Delivered").innerText()).toBe("6");
    expect(await stat(page, "Failed").innerText()).toBe("0");
    await page.getByText("5 sent again").waitFor();
    expect(await headline(page)).not.toContain("failed");
    expect(complaints).toEqual([]);
    const { summary } = await run.stop();
    expect(summary).toMatchObject({ delivered: 6, failed: 0 });
  });
});

/** Frames that the spark line of the only source holds: its heights are rates, scaled to the highest. */
async function landedInChart(page: Page): Promise<number> {
  const spark = page.locator(".rows").last().locator(".spark");
  const highest = Number(
    /at most ([\d.]+)/u.exec((await spark.getAttribute("aria-label")) ?? "")?.[1],
  );
  const path = (await spark.locator(".spark-line").getAttribute("d")) ?? "";
  const heights = [...path.matchAll(/,([\d.]+)/gu)].map(([, y]) => (23 - Number(y)) / 21);
  return Math.round(heights.reduce((sum, height) => sum + height, 0) * highest * 5);
}
