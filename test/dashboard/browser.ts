import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";

/** Why no browser can be opened, as a sentence; `undefined` if one can. */
export function whyNoBrowser(): string | undefined {
  return existsSync(CHROMIUM) ? undefined : "There is no Chromium: apt-get install chromium";
}

/** Debian's Chromium, which asks nobody for anything but the pages of the tests. */
export async function openBrowser(): Promise<Browser> {
  const quiet = ["background-networking", "component-update", "sync", "quic", "gpu"];
  const args = ["--no-sandbox", "--no-first-run", ...quiet.map((what) => `--disable-${what}`)];
  return await chromium.launch({ executablePath: CHROMIUM, args });
}

/** A page that is being looked at, and what a developer would see of it. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Whatever the browser complains of: errors and warnings of the console, errors that nobody caught. */
  readonly complaints: readonly string[];
  /** Addresses of all requests. */
  readonly requests: readonly string[];
}

/** Opens an address in a browser of its own, as far as cookies and sizes go. */
export async function visit(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(url);
  return {
    page,
    complaints,
    requests,
    [Symbol.asyncDispose]: async () => await context.close(),
  };
}

/** Pixels by which the page is wider than its window. */
export async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
}
