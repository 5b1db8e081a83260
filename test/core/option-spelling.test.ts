import { describe, expect, test } from "vitest";
import { byReader, command, option, optionName } from "../../src/core/option-spelling.ts";
import { forCommandLine } from "../support/program/command-line-reader.ts";

describe("a caller of the library reads", () => {
  test("the names of options, in backticks within a sentence", () => {
    expect(option("maxBacklog")).toBe("`maxBacklog`");
    expect(optionName("maxBacklog")).toBe("maxBacklog");
  });

  test("values as JavaScript has them", () => {
    expect(option("restart", true)).toBe("`restart: true`");
    expect(option("proxy", false)).toBe("`proxy: false`");
    expect(option("batch", 4)).toBe("`batch: 4`");
    expect(option("whenFull", "drop-oldest")).toBe('`whenFull: "drop-oldest"`');
    expect(option("match", ["*.jpg", "b"])).toBe('`match: ["*.jpg", "b"]`');
    expect(option("headers", { "x-key": "K", Authorization: "A" })).toBe(
      '`headers: { "x-key": "K", Authorization: "A" }`',
    );
  });

  test("the functions that do what commands do", () => {
    expect(command("resubmit")).toBe("resubmitFrames");
    expect(byReader({ commandLine: "a", library: "b" })).toBe("b");
  });
});

describe("on the command line one reads", () => {
  const read = async (work: () => string): Promise<string> => await forCommandLine(work);

  test("flags", async () => {
    expect(await read(() => option("maxBacklog"))).toBe("--max-backlog");
    expect(await read(() => option("maxOutageMs"))).toBe("--max-outage");
    expect(await read(() => option("startSeconds"))).toBe("--start");
    expect(await read(() => optionName("withFailures"))).toBe("--with-failures");
  });

  test("values as a shell takes them", async () => {
    expect(await read(() => option("restart", true))).toBe("--restart");
    expect(await read(() => option("proxy", false))).toBe("--no-proxy");
    expect(await read(() => option("batch", 4))).toBe("--batch 4");
    expect(await read(() => option("match", ["*.jpg", "b"]))).toBe("--match '*.jpg' --match b");
    expect(await read(() => option("params", { version: "2" }))).toBe("--param version=2");
    expect(await read(() => option("headers", { Authorization: "Bearer K" }))).toBe(
      "--header 'Authorization: Bearer K'",
    );
  });

  test("commands", async () => {
    expect(await read(() => command("resubmit"))).toBe("frameferry resubmit");
    expect(await read(() => byReader({ commandLine: "a", library: "b" }))).toBe("a");
  });
});

test("two runs in one process are each spelled for their reader", async () => {
  const later = async (): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return option("maxFrames");
  };
  expect(await Promise.all([forCommandLine(later), later()])).toEqual([
    "--max-frames",
    "`maxFrames`",
  ]);
});
