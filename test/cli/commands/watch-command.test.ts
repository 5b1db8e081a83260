import { spawn } from "node:child_process";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { BIN } from "../../support/program/command-run.ts";

const LOG_SIGNALS = fileURLToPath(
  new URL("../../../fixtures/programs/log-signals.ts", import.meta.url),
);

/** A command line that runs a script. */
const shell = (script: string, ...words: readonly string[]): readonly string[] => [
  "/bin/sh",
  "-c",
  script,
  ...words,
];

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("a wrapped command", () => {
  test("ends the watch with its own end, once all that it wrote is delivered", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ delayMs: 50 }) });
    delivery.land("image.jpg", "frames/old.jpg");
    const script = "for i in 1 2 3 4 5 6 7 8 9; do cp image.jpg frames/$i.jpg; done";
    const command = shell(script);
    const { exitCode, summary } = await delivery.run(["watch", "frames", "-c", "2"], { command });
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 10, delivered: 10, complete: true });
  });

  test("may make its folder itself, and gets our standard input", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("image.jpg");
    const script = 'mkdir -p made/by; cp image.jpg made/by/me.jpg; read -r word; echo "got $word"';
    const settings = { command: shell(script), hasInput: true };
    const run = delivery.start(["watch", "made/by"], settings);
    await expect.poll(() => delivery.arrivals).toEqual(["me.jpg"]);
    run.process.stdin?.end("the-word\n");
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(0);
    expect(stderr).toContain("got the-word");
  });

  test("may make its folder in its last moment", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("image.jpg");
    const command = shell("sleep 0.3; mkdir -p made/by; cp image.jpg made/by/me.jpg");
    const { exitCode, summary } = await delivery.run(["watch", "made/by"], { command });
    expect([exitCode, summary.delivered]).toEqual([0, 1]);
  });

  test("prints to our standard error, whatever it prints to", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const command = shell("echo to stdout; echo to stderr >&2");
    const { stdout, stderr } = await delivery.run(["watch", "in"], { command });
    expect(stderr).toContain("to stdout\n");
    expect(stderr).toContain("to stderr\n");
    expect(stdout.trim().split("\n")).toHaveLength(1);
  });

  test("keeps its own flags, also those that we have too", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const words = ["--max-frames", "1", "-q", "--to", "nowhere", "--", "last word"];
    const command = shell('printf "<%s>" "$0" "$@"', ...words);
    const { exitCode, stderr } = await delivery.run(["watch", "in"], { command });
    expect(exitCode).toBe(0);
    expect(stderr).toContain("<--max-frames><1><-q><--to><nowhere><--><last word>");
  });

  test.each([
    ["fails", "exit 3", "ended with code 3"],
    ["is killed", "kill -9 $$", "was ended by SIGKILL"],
  ])("that %s ends the watch with 4, after what it wrote is delivered", async (_, end, words) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("image.jpg", "in/old.jpg");
    const command = shell(`cp image.jpg in/a.jpg; cp image.jpg in/b.jpg; ${end}`);
    const { exitCode, stderr, summary } = await delivery.run(["watch", "in"], { command });
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`the command /bin/sh ${words}; what it wrote was delivered`);
    expect(summary).toMatchObject({ landed: 3, delivered: 3, complete: false });
  });

  test.each([
    ["is missing", "nosuchprogram", 4, "nosuchprogram cannot be run: there is no such program"],
    ["may not be executed", "./plain.txt", 4, "it may not be executed by this user"],
    ["is no word at all", "", 2, "there is no command behind --"],
  ])("that %s ends the watch with one sentence", async (_, program, code, sentence) => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    writeFileSync(delivery.path("plain.txt"), "echo hello");
    chmodSync(delivery.path("plain.txt"), 0o644);
    const { exitCode, stderr } = await delivery.run(["watch", "in"], {
      command: [program, "word"],
    });
    expect(exitCode).toBe(code);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toMatch(/^\s+at /mu);
  });
});

describe("a signal to a watch with a wrapped command", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "%s reaches the command and its children once each, and ends with 0",
    async (signal) => {
      await using delivery = await DeliveryCommand.open();
      delivery.land("in/a.jpg");
      const log = delivery.path("signals.log");
      const command = [process.execPath, LOG_SIGNALS, log];
      const run = delivery.start(["watch", "in"], { command });
      const lines = (): readonly string[] =>
        existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").toSorted() : [];
      await expect.poll(lines).toEqual(["child ready", "parent ready"]);
      run.process.kill(signal);
      expect((await run.ended).exitCode).toBe(0);
      expect(lines()).toEqual(
        ["child ready", `child ${signal}`, "parent ready", `parent ${signal}`].toSorted(),
      );
    },
  );

  test("is sent a second time to a command that does not want to end, which ends at once", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const script = "trap '' INT TERM; echo $$ > pid; while :; do sleep 0.1; done";
    const words = ["watch", "in", "--kill-after", "10m"];
    const run = delivery.start(words, { command: shell(script) });
    await expect.poll(() => existsSync(delivery.path("pid"))).toBe(true);
    await expect.poll(() => delivery.arrivals.length).toBe(1);
    run.process.kill("SIGTERM");
    await expect.poll(() => run.stderr).toContain("finishing what is in flight");
    const pid = Number(readFileSync(delivery.path("pid"), "utf8"));
    expect(isRunning(pid)).toBe(true);
    run.process.kill("SIGTERM");
    expect((await run.ended).exitCode).toBe(143);
    await expect.poll(() => isRunning(pid)).toBe(false);
  });
});

test.skipIf(process.platform !== "linux")(
  "a watch on a terminal draws no block over what a command prints",
  async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const words = `watch '${delivery.path("in")}' --to ${delivery.service.url}`;
    const wrapped = "sh -c 'echo first; sleep 0.5; echo second'";
    const command = `'${process.execPath}' '${BIN}' ${words} --state '${delivery.path("state")}' -- ${wrapped}`;
    const terminal = spawn("script", ["-qec", command, "/dev/null"], {
      env: { ...process.env, TERM: "xterm", CI: undefined, NO_COLOR: "1", FORCE_COLOR: undefined },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const printed = await text(terminal.stdout);
    expect(printed).toContain("first\r\n");
    expect(printed).toContain("second\r\n");
    expect(printed).toContain("✔ 1 frame delivered");
    expect(printed).not.toContain("\u001B");
  },
);

test("a watch that has enough frames ends its command", async () => {
  await using delivery = await DeliveryCommand.open();
  delivery.land("image.jpg", "in/old.jpg");
  const script = "trap 'echo told to end; exit 1' TERM; while :; do sleep 0.1; done";
  const { exitCode, stderr } = await delivery.run(["watch", "in", "--max-frames", "1"], {
    command: shell(script),
  });
  expect(exitCode).toBe(0);
  expect(stderr).toContain("told to end");
});
