import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { OracleService } from "./oracle/oracle-service.ts";
import { startServiceProcess } from "./service-process.ts";

const ORACLE = fileURLToPath(new URL("oracle/oracle-process.ts", import.meta.url));

test("a command that throws rejects its call to a service process, and that goes on", async () => {
  await using service = await startServiceProcess<OracleService>(ORACLE);
  const broken = service.call("setFaults", null as never);
  await expect(broken).rejects.toThrow("TypeError");
  expect((await service.call("counts")).requests).toBe(0);
});

test("a call to a service process that has ended rejects", async () => {
  const service = await startServiceProcess<OracleService>(ORACLE);
  await service[Symbol.asyncDispose]();
  await expect(service.call("counts")).rejects.toThrow(/closed/iu);
});

test.skipIf(process.platform !== "linux")(
  "a service process ends with its parent, even when that is killed (looks into Linux's /proc)",
  async () => {
    const module = new URL("service-process.ts", import.meta.url).href;
    const program = `
      const { startServiceProcess } = await import(${JSON.stringify(module)});
      console.log((await startServiceProcess(${JSON.stringify(ORACLE)})).pid);`;
    const words = ["--input-type=module", "-e", program];
    const parent = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(parent.stdout, "data")) as [Buffer];
    const pid = Number(line.toString());
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await expect.poll(() => isRunning(pid)).toBe(false);
  },
);

/** A process that has ended and was not yet asked for its exit code has no command line any more. */
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
  } catch {
    return false;
  }
}
