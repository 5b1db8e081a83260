/**
 * Makes the pictures of the README: a folder into which a camera writes, a real detector, the dashboard of the run and its
 * report. The camera pans over a portrait of an astronaut by NASA, which is in the public domain.
 *
 * usage: npm run pictures   (needs ffmpeg, chromium, python3-flask, python3-opencv, opencv-data, apt-get, dpkg-deb)
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import sharp from "sharp";
import { startHelper } from "../bench/harness/helper-process.ts";
import { freePort } from "../bench/service/free-port.ts";
import { startCamera } from "./camera.ts";
import { fetchPortrait } from "./portrait.ts";

const PICTURES = join(import.meta.dirname, "..", "..", ".github", "pictures");
const VIEWPORT = { width: 1280, height: 800 };
/** Time until there is something to see, and until the page shows it. */
const BEFORE_LOOK_MS = 12_000;
const LOOK_MS = 5000;

const home = await mkdtemp(join(tmpdir(), "frameferry-pictures-"));
try {
  await makePictures();
} finally {
  await rm(home, { recursive: true, force: true });
}

async function makePictures(): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  const portrait = fetchPortrait(home);
  const [detector, dashboard] = [await freePort(), await freePort()];
  const service = [join(import.meta.dirname, "faces.py"), String(detector)];
  await using _service = await startHelper(["/usr/bin/python3", ...service]);
  const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run"],
  });
  try {
    const page = await browser.newPage({ viewport: VIEWPORT, deviceScaleFactor: 1 });
    const report = join(home, "report.html");
    const camera = startCamera({ home, portrait, detector, dashboard, report });
    await page.waitForTimeout(BEFORE_LOOK_MS);
    await page.goto(`http://127.0.0.1:${dashboard}/#frames`);
    await page.waitForTimeout(LOOK_MS);
    await shoot(page, "dashboard.webp");
    await camera.ended;
    await page.goto(pathToFileURL(report).href);
    await page.getByRole("heading", { name: "Frames", exact: true }).scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, VIEWPORT.height - 60);
    await page.waitForTimeout(LOOK_MS / 5);
    await shoot(page, "report.webp");
  } finally {
    await browser.close();
  }
}

/** Takes a picture of what is to be seen. */
async function shoot(page: Page, name: string): Promise<void> {
  const shot = await page.screenshot();
  const { size } = await sharp(shot).webp({ quality: 80 }).toFile(join(PICTURES, name));
  process.stdout.write(`.github/pictures/${name}: ${Math.round(size / 1000)} KB\n`);
}
