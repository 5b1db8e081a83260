import { describe, expect, test } from "vitest";
import type { BrokerSight } from "../../src/app/brokers/look-once.ts";
import { openReadyNats } from "../support/brokers/open-broker.ts";
import { sampleFrame } from "../support/brokers/sample-messages.ts";
import { startCollector } from "../support/services/collector.ts";
import { hasNoNats, NatsServer } from "../support/brokers/nats-server.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { runCommand, startCommand } from "../support/program/command-run.ts";

describe.skipIf(hasNoNats)("frameferry broker", () => {
  test("tells of what is missing, makes it, and finds it, with an exit code for each", async () => {
    await using server = await NatsServer.start();
    await using state = await temporaryFolder();
    const run = async (...words: readonly string[]) =>
      await runCommand(["broker", ...words], state.path);
    const missing = await run("check", server.url);
    expect([missing.exitCode, missing.stderr]).toEqual([5, ""]);
    expect(missing.stdout).toContain(`frameferry broker init ${server.url}`);
    const made = await run("init", server.url, "--max-size", "100MB");
    expect(made.exitCode).toBe(0);
    expect(made.stdout.match(/^made /gmu)).toHaveLength(3);
    const found = await run("check", server.url, "--json");
    expect(found.exitCode).toBe(0);
    const { parts } = JSON.parse(found.stdout) as { parts: readonly { state: string }[] };
    expect(parts.map((part) => part.state)).toEqual(["asNeeded", "asNeeded", "asNeeded"]);
    const differs = await run("check", server.url, "--max-size", "50MB");
    expect(differs.exitCode).toBe(5);
    expect(differs.stdout).toContain("its largest size is 100 MB, not 50 MB");
  });

  test("shows what waits, and which workers are alive", async () => {
    await using server = await NatsServer.start();
    await using state = await temporaryFolder();
    await using service = await startCollector();
    await using broker = await openReadyNats(server.url);
    const { signal } = new AbortController();
    const status = async (...words: readonly string[]) =>
      await runCommand(["broker", "status", server.url, ...words], state.path);
    await broker.publishFrame(sampleFrame({ key: "1" }), signal);
    const idle = await status();
    expect(idle).toMatchObject({ exitCode: 0, stderr: "" });
    expect(idle.stdout).toMatch(/^ {2}frames {3}1 message waits · the oldest for /mu);
    expect(idle.stdout).toMatch(/^ {2}results {2}empty/mu);
    expect(idle.stdout).toContain(
      "  workers  none gave a sign of life: frameferry work starts one\n",
    );
    await using worker = startCommand(["work", server.url, "--to", service.url], state.path);
    await expect.poll(() => service.requestCount).toBe(1);
    const busy = await status("--json");
    const { workers, frames, results } = JSON.parse(busy.stdout) as BrokerSight;
    expect(workers).toMatchObject([{ services: [`${service.url}/`], delivered: 1, failed: 0 }]);
    expect([frames.count, results.count]).toEqual([0, 1]);
    expect((await status()).stdout).toMatch(/^ {2}worker {3}\S.* delivered 1 · .* → http/mu);
    expect((await worker.stop("SIGTERM")).exitCode).toBe(0);
  });

  test("says in a sentence what keeps it from its work, and shows no password", async () => {
    await using state = await temporaryFolder();
    await using server = await NatsServer.start({
      lines: ["authorization { user: admin, password: s3cret }"],
    });
    const cases = [
      [7, "check", "nats://admin:s3cret@127.0.0.1:1/frames", "cannot be reached"],
      [2, "check", server.url, "refuses the login"],
      [2, "check", "http://admin:s3cret@127.0.0.1/frames", "not the address of a broker"],
      [2, "remove", server.url, "broker cannot remove"],
    ] as const;
    for (const [code, action, address, words] of cases) {
      const { exitCode, stderr, stdout } = await runCommand(
        ["broker", action, address],
        state.path,
      );
      expect([exitCode, stdout]).toEqual([code, ""]);
      expect(stderr).toContain(words);
      expect(stderr).not.toMatch(/s3cret|^\s+at /mu);
    }
  });
});
