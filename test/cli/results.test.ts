import { describe, expect, test } from "vitest";
import { hasNoNats, NatsServer } from "../support/brokers/nats-server.ts";
import { openReadyNats } from "../support/brokers/open-broker.ts";
import { sampleResultMessage } from "../support/brokers/sample-messages.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { runCommand, startCommand } from "../support/program/command-run.ts";
import { parseResultLines, resultLines } from "../support/results/result-lines.ts";

describe.skipIf(hasNoNats)("frameferry results", () => {
  test("writes lines to standard output, or follows them into a file until a signal ends it with 0", async () => {
    await using server = await NatsServer.start();
    await using broker = await openReadyNats(server.url);
    await using state = await temporaryFolder();
    const publish = async (key: string): Promise<void> => {
      const message = sampleResultMessage({ key });
      const outcome = await broker.publishResult(message, new AbortController().signal);
      expect(outcome.kind).toBe("taken");
    };
    await publish("key-1");
    await publish("key-2");
    const printed = await runCommand(["results", server.url], state.path);
    expect(printed.exitCode).toBe(0);
    expect(printed.stderr).toContain("2 results");
    const [line] = parseResultLines(printed.stdout);
    expect(line).toMatchObject({ site: "berlin", source: "cam1", response: { found: 1 } });
    const file = `${state.path}/answers.jsonl`;
    const words = ["results", server.url, "--follow", "--results", file];
    await using run = startCommand(words, state.path);
    const written = async (): Promise<number> =>
      await resultLines(file)
        .then(({ length }) => length)
        .catch(() => 0);
    await expect.poll(written).toBe(2);
    await publish("key-3");
    await expect.poll(written).toBe(3);
    const { exitCode, stdout, stderr } = await run.stop("SIGTERM");
    expect([exitCode, stdout]).toEqual([0, ""]);
    expect(stderr).toContain("3 results");
    expect(await resultLines(file)).toHaveLength(3);
  });

  test("says in a sentence what keeps it from its work", async () => {
    await using state = await temporaryFolder();
    await using server = await NatsServer.start();
    const cases = [
      [7, "nats://127.0.0.1:1/frames", "cannot be reached"],
      [5, server.url, "frameferry broker init"],
      [2, "http://127.0.0.1:1/", "must be the address of a broker"],
    ] as const;
    for (const [code, address, words] of cases) {
      const { exitCode, stderr, stdout } = await runCommand(["results", address], state.path);
      expect([exitCode, stdout]).toEqual([code, ""]);
      expect(stderr).toContain(words);
      expect(stderr).not.toMatch(/^\s+at /mu);
    }
  });
});
