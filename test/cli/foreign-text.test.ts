import { spawn } from "node:child_process";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { type CollectorOptions } from "../support/services/collector.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { BIN, type CommandExit } from "../support/program/command-run.ts";

/** Clears the screen, sets a title, colors, ends lines, and turns the direction of what follows. */
const HOSTILE = "a\u001b[2J\u001b]0;t\u0007\u009b31m\u0085\u2028\u202egpj\r\n\u2066\u200f";
/** Names that are options must be without control characters. */
const TURNED = "b\u202e\u2066\u200f";

const RAW = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** What a text holds that no terminal should see. */
function rawIn(text: string): readonly string[] {
  return [...text.replaceAll("\n", "").matchAll(RAW)].map(([character]) =>
    JSON.stringify(character),
  );
}

/** What the live block redraws itself with. */
const OUR_OWN = new RegExp(String.raw`${"\u001b"}\[[\d;?]*[A-Zhlm]|\r`, "gu");

let delivery: DeliveryCommand;
/** The service answers whatever it is asked with this. */
const ANSWER: CollectorOptions = {
  answer: () => ({
    status: 400,
    body: `{"error":"no ${HOSTILE}"}`,
    headers: { server: "s\u009bm" },
  }),
};
beforeAll(async () => {
  delivery = await DeliveryCommand.open(ANSWER);
  delivery.land(`in/${HOSTILE}.jpg`, `in/${TURNED}/${HOSTILE}.jpg`, "in/c.jpg");
  await mkdir(delivery.path(TURNED));
  await copyFile(fixtureVideoPath(CFR_VIDEO.fileName), delivery.path(`${TURNED}.mp4`));
});
afterAll(async () => {
  await delivery[Symbol.asyncDispose]();
});

async function said(words: readonly string[]): Promise<CommandExit> {
  const exit = await delivery.plain(words);
  expect(rawIn(exit.stdout)).toEqual([]);
  expect(rawIn(exit.stderr)).toEqual([]);
  return exit;
}

describe("no control character reaches a terminal raw", () => {
  test.each([
    ["plain", []],
    ["quiet", ["-q"]],
    ["verbose", ["-vv"]],
    ["JSON", ["--json", "--log-format", "json", "-vv"]],
  ])("from send, %s: names are shown by their codes", async (_, flags) => {
    const words = ["send", "in", "--to", delivery.service.url, "--retry-failed", ...flags];
    const { exitCode, stdout, stderr } = await said(words);
    expect(exitCode).toBe(3);
    if (!flags.includes("-q")) expect(stdout + stderr).toContain(String.raw`\u202egpj\r\n\u2066`);
  });

  test("from a watch, and the command that it runs by name", async () => {
    const words = ["watch", `in/${TURNED}`, "--to", delivery.service.url, "--until-idle", "200ms"];
    const { stderr } = await said(words);
    expect(stderr).toContain(String.raw`in/b\u202e\u2066\u200f → `);
  });

  test("from run and its failures, and from what is to be pasted", async () => {
    const words = ["run", `${TURNED}.mp4`, "--to", delivery.service.url, "-vv"];
    const { exitCode, stderr } = await said([...words, "--max-failures", "100%"]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(String.raw`b\u202e\u2066\u200f.mp4 → `);
    expect(stderr).toContain(
      String.raw`frameferry resubmit $'b\342\200\256\342\201\246\342\200\217.mp4'`,
    );
    const { stdout } = await said(["failures", `${TURNED}.mp4`]);
    expect(stdout).toContain("frame_00000000.jpg");
    await said([...words, "--dry-run"]);
  });

  test("from the ledger", async () => {
    const { stdout } = await said(["failures", "in"]);
    expect(stdout).toContain(String.raw`\u202egpj\r\n\u2066\u200f.jpg`);
    for (const words of [
      ["failures", "in", "--json"],
      ["status"],
      ["status", "--json"],
      ["resubmit", "in", "--dry-run"],
      ["forget", "in", "--with-failures", "--dry-run"],
    ]) {
      expect(await said(words)).toMatchObject({ exitCode: 0 });
    }
    const { jobs } = JSON.parse((await said(["failures", "in", "--json"])).stdout) as {
      jobs: { failures: { frame: string }[] }[];
    };
    expect(jobs[0]?.failures.map(({ frame }) => frame)).toContain(`${HOSTILE}.jpg`);
  });

  test("from errors, and from a command line that is wrong", async () => {
    expect((await said(["send", `x${HOSTILE}`, "--to", delivery.service.url])).exitCode).not.toBe(
      0,
    );
    expect(await said(["failures", `x${TURNED}`])).toMatchObject({
      exitCode: 4,
      stderr: expect.stringContaining(String.raw`no job of xb\u202e`),
    });
    expect(await said(["run", "a", "b", HOSTILE])).toMatchObject({ exitCode: 2 });
    expect(await said(["run", "a", `--${HOSTILE}`])).toMatchObject({ exitCode: 2 });
  });

  test("from the doctor, which asks a service", async () => {
    const words = ["doctor", "--to", delivery.service.url, "--ffmpeg", `/${TURNED}`];
    const { stdout } = await said(words);
    expect(stdout).toContain(String.raw`/b\u202e\u2066\u200f`);
    await said([...words, "--json"]);
  });

  test("from tune, and its page", async () => {
    const page = delivery.path("tune.html");
    const words = ["tune", "--to", delivery.service.url, "--images", `in/${TURNED}`];
    const { stderr } = await said([...words, "--max-requests", "20", "--json", "--html", page]);
    expect(stderr).toContain(String.raw`in/b\u202e\u2066\u200f`);
    const html = await readFile(page, "utf8");
    expect(rawIn(html)).toEqual([]);
    expect(html).toContain(String.raw`in/b\u202e\u2066\u200f`);
  });

  test.runIf(process.platform === "linux")("from the block that redraws itself", async () => {
    const shown = await onTerminal(["send", `in/${TURNED}`, "--to", delivery.service.url, "-v"]);
    expect(shown).toContain(String.raw`in/b\u202e\u2066\u200f → `);
    expect(shown).toContain(String.raw`\u001b]0;t`);
    expect(rawIn(shown.replaceAll(OUR_OWN, ""))).toEqual([]);
    expect(shown).not.toContain("\u001b[2J");
  });
});

/** What the program prints on a terminal of its own. */
async function onTerminal(words: readonly string[]): Promise<string> {
  const line = [process.execPath, BIN, ...words, "--retry-failed"].map((word) => `'${word}'`);
  const child = spawn("script", ["-qec", `stty cols 80 rows 24; ${line.join(" ")}`, "/dev/null"], {
    cwd: delivery.path(),
    env: { ...process.env, XDG_STATE_HOME: delivery.path("state"), TERM: "xterm", CI: undefined },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let shown = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (shown += text));
  await new Promise((resolve) => child.once("close", resolve));
  return shown;
}
