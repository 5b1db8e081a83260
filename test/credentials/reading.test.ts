import { execFileSync } from "node:child_process";
import { chmod, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCredentials } from "../../src/app/services/open-credentials.ts";
import { systemClock } from "../../src/core/concurrency/clock.ts";
import { RenewableCredentials } from "../../src/credentials/renewable-credentials.ts";
import { TokenCommand } from "../../src/credentials/token-command.ts";
import { runVideo, sendFiles, tuneService, watchFolders } from "../../src/index.ts";
import { probeSender } from "../../src/submitter/http/probe-sender.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { GuardedService, SECOND } from "../support/services/guarded-service.ts";

const never = new AbortController().signal;

async function opened(given: { headerFile?: string; tokenCommand?: string }) {
  const warnings: string[] = [];
  const options = { headerFile: null, tokenCommand: null, ...given };
  const warn = (message: string): number => warnings.push(message);
  const open = await openCredentials(options, { warn, signal: never });
  if (open.credentials === null) throw new Error("no credentials");
  return {
    credentials: open.credentials,
    warnings,
    [Symbol.dispose]: () => open[Symbol.dispose](),
  };
}

describe("--token-command at the start of a run", () => {
  test.each([
    ["exit 7", "ended with exit code 7"],
    ["echo 'no session' >&2; exit 1", "ended with exit code 1: no session"],
    ["echo s3cr3t; echo 's3cr3t is no good' >&2; exit 1", "ended with exit code 1: *** is no good"],
    ["true", "printed nothing"],
    ["printf ' \\n'", "printed nothing"],
    ["echo two words", "printed something that is not a token: it must be one line without spaces"],
    ["kill -9 $$", "was killed"],
    ["no-such-command-here 2>/dev/null", "ended with exit code 127"],
  ])("is an error with a reason for %s", async (tokenCommand, words) => {
    await expect(opened({ tokenCommand })).rejects.toMatchObject({
      code: "ERR_OPTION",
      message: `the command of \`tokenCommand\` ${words}`,
      remedy: expect.stringContaining("try it in a shell"),
    });
  });

  test("is stopped with all that it has started when it hangs", async () => {
    await using folder = await temporaryFolder();
    const command = `sleep 600 & echo $! > '${join(folder.path, "pid")}'; wait`;
    const reading = await new TokenCommand(command, systemClock, 500).read(never);
    expect(reading).toMatchObject({
      problem: "the command of `tokenCommand` did not end within 0.5 s and was stopped",
    });
    const alive = `ps -o stat= -p "$(cat '${join(folder.path, "pid")}')" | grep -v Z || true`;
    await expect.poll(() => execFileSync("/bin/sh", ["-c", alive], { encoding: "utf8" })).toBe("");
  });

  test("prints a token, which is sent as a bearer's", async () => {
    using open = await opened({ tokenCommand: "echo abc-123" });
    expect(open.credentials.headers).toEqual({ authorization: "Bearer abc-123" });
    expect(open.credentials.secrets).toEqual(["abc-123"]);
  });
});

describe("--header-file", () => {
  test.each([
    ["", "cannot be used: it names no header"],
    ["\n# mine\n", "cannot be used: its line 2 must be Name: value"],
    ["Authorization Bearer s3cr3t", "cannot be used: its line 1 must be Name: value"],
    ["a: 1\nb: 2\nA: 3", "cannot be used: its line 3 names a for the second time"],
    [
      "Content-Length: 3",
      "cannot be used: its line 1 must not name what belongs to the connection",
    ],
    ["x".repeat(70_000), "is larger than 64 KiB"],
  ])("is an error that does not repeat its content for %j", async (text, words) => {
    await using folder = await temporaryFolder();
    const headerFile = join(folder.path, "headers");
    await writeFile(headerFile, text, { mode: 0o600 });
    const fault: unknown = await opened({ headerFile }).catch((error: unknown) => error);
    expect(fault).toMatchObject({ code: "ERR_OPTION" });
    expect(String(fault)).toContain(`the header file ${headerFile} ${words}`);
    expect(String(fault)).not.toContain("s3cr3t");
  });

  test("is an error, and holds nobody up, where it is missing, a folder or a pipe", async () => {
    await using folder = await temporaryFolder();
    const pipe = join(folder.path, "pipe");
    execFileSync("mkfifo", [pipe]);
    const missing = opened({ headerFile: join(folder.path, "none") });
    await expect(missing).rejects.toThrow("cannot be read: ENOENT");
    await expect(opened({ headerFile: folder.path })).rejects.toThrow("is not a regular file");
    await expect(opened({ headerFile: pipe })).rejects.toThrow("is not a regular file");
  });

  test("is used with a warning when others can read it", async () => {
    await using folder = await temporaryFolder();
    const headerFile = join(folder.path, "headers");
    await writeFile(headerFile, "\uFEFFX-Api-Key: abc def\r\n\r\nX-Team: vision\r\n");
    await chmod(headerFile, 0o644);
    using open = await opened({ headerFile });
    expect(open.credentials.headers).toEqual({ "x-api-key": "abc def", "x-team": "vision" });
    expect(open.credentials.secrets).toContain("vision");
    expect(open.warnings).toEqual([
      `others can read the header file ${headerFile}, which holds secrets: chmod 600 makes it yours alone`,
    ]);
  });

  test("is read again when another file takes its place, and kept in use when that one cannot be used", async () => {
    await using folder = await temporaryFolder();
    const headerFile = join(folder.path, "headers");
    const put = async (text: string): Promise<void> => {
      await writeFile(`${headerFile}.new`, text, { mode: 0o600 });
      await rename(`${headerFile}.new`, headerFile);
    };
    await put("x-key: the-first-one");
    using open = await opened({ headerFile });
    const { credentials, warnings } = open;
    // Each look puts it there anew: the first might come before the file is watched.
    const after = (text: string) => async (): Promise<unknown> => {
      await put(text);
      return credentials.headers;
    };
    await expect.poll(after("x-key: the-second-one")).toEqual({ "x-key": "the-second-one" });
    await expect
      .poll(async () => {
        await put("nonsense");
        return warnings;
      })
      .toEqual([expect.stringContaining("the headers read before stay in use")]);
    expect(credentials.headers).toEqual({ "x-key": "the-second-one" });
    expect(credentials.secrets).toEqual(["the-second-one", "the-first-one"]);
  });
});

test("many who ask for the token at the same time share one reading", async () => {
  let readCount = 0;
  let finish = (): void => {};
  const read = async () => {
    readCount += 1;
    const token = `token-${readCount}`;
    if (readCount > 1) await new Promise<void>((resolve) => (finish = resolve));
    return { headers: { authorization: token }, secrets: [token] };
  };
  const parts = { sources: [{ read }], redact: String, warn: () => {} };
  using credentials = new RenewableCredentials(parts);
  await credentials.read();
  const refused = credentials.headers;
  const asked = Array.from({ length: 9 }, () => credentials.renew(refused, never));
  const gone = credentials.renew(refused, AbortSignal.abort());
  expect(await gone).toBe("unchanged");
  finish();
  expect(new Set(await Promise.all(asked))).toEqual(new Set(["renewed"]));
  // One that was on its way meanwhile needs no reading of its own.
  expect(await credentials.renew(refused, never)).toBe("renewed");
  expect(readCount).toBe(2);
});

describe("a command that talks to a service", () => {
  const to = "http://127.0.0.1:9/";
  const tokenCommand = "exit 7";
  test.each([
    ["run", (place: object) => runVideo({ video: "", to, tokenCommand, ...place })],
    ["send", (place: object) => sendFiles({ paths: ["fixtures"], to, tokenCommand, ...place })],
    [
      "watch",
      (place: object) => watchFolders({ folders: ["fixtures"], to, tokenCommand, ...place }),
    ],
  ] as const)("ends at once when there is no token: %s", async (name, start) => {
    await using folder = await temporaryFolder();
    const video = join(folder.path, "clip.mp4");
    await writeFile(video, "nothing is read of it before");
    const given = name === "run" ? { video } : {};
    const { summary } = start({ state: join(folder.path, "state"), ...given });
    await expect(summary).rejects.toMatchObject({ code: "ERR_OPTION", kind: "usage" });
  });

  test("reads a token again while it tunes or asks a service", async () => {
    await using service = await GuardedService.start(0);
    const ends = { maxRequests: 10, maxSeconds: 5, maxConcurrency: 2 };
    const images = service.images(3);
    const options = { to: service.url, tokenCommand: service.command, images, ...ends };
    await tuneService(options);
    expect(service.statuses).toContain(401);
    expect(service.runCount).toBe(2);
    await using other = await GuardedService.start(0);
    using open = await opened({ tokenCommand: other.command });
    const ask = probeSender({}, 20_000, undefined, open.credentials);
    expect(await ask({ method: "GET", address: other.url }, never)).toMatchObject({ status: 200 });
    expect(open.credentials.headers).toEqual({ authorization: `Bearer ${SECOND}` });
  });
});
