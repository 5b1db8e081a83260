import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { PROGRAM, startProgram } from "../../support/program/command-run.ts";
import { imageOf } from "../../support/program/delivery-command.ts";
import { startCollector } from "../../support/services/collector.ts";

const NAMESPACES = ["--mount", "--pid", "--fork", "--mount-proc", "--kill-child"] as const;
const canUnshare =
  spawnSync("unshare", [...NAMESPACES, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;

/** Only /mnt can be written to; temporary files have 1 MB, and there is no home. */
const AS_IN_A_CONTAINER = `set -e
mkdir "$0/root" && mount --rbind / "$0/root" && mount -o remount,bind,ro "$0/root"
mount --bind "$0/data" "$0/root/mnt"
mount -t tmpfs -o size=1m tmpfs "$0/root/mnt/tmp"
if touch "$0/root/opt/frameferry-test" 2>/dev/null; then echo "the root can be written to" >&2; exit 99; fi
exec chroot "$0/root" env -i -C /mnt PATH=/usr/bin:/bin TMPDIR=/mnt/tmp TZ=Asia/Kolkata FRAMEFERRY_STATE=/mnt/state "$@"`;

test.skipIf(!canUnshare)(
  "a site runs and ends as process 1 with a read-only root, no home, 1 MB for temporary files and 256 MB of memory",
  async () => {
    await using folder = await temporaryFolder();
    await using service = await startCollector();
    for (const name of ["a", "tmp"])
      mkdirSync(join(folder.path, "data", name), { recursive: true });
    writeFileSync(join(folder.path, "data", "a", "1.jpg"), imageOf("1"));
    writeFileSync(
      join(folder.path, "data", "frameferry.yaml"),
      `sources: { a: { watch: a, to: ${service.url}, command: [sh, -c, 'sleep 600 & sleep 600'] } }`,
    );
    const words = ["sh", "-c", AS_IN_A_CONTAINER, folder.path, ...PROGRAM, "up"];
    await using run = startProgram(["unshare", ...NAMESPACES, ...words], folder.path);
    await expect.poll(() => service.requestCount, { message: run.stderr }).toBe(1);
    const children = readFileSync(`/proc/${run.pid}/task/${run.pid}/children`, "utf8");
    const first = Number(children.trim());
    const status = readFileSync(`/proc/${first}/status`, "utf8");
    expect(status).toMatch(/^NSpid:\s+\d+\s+1$/mu);
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/mu.exec(status) ?? [];
    expect(Number(kilobytes)).toBeLessThan(256 * 1024);
    process.kill(first, "SIGTERM");
    const { exitCode, stderr } = await run.ended;
    expect(stderr).toContain("1 frame delivered");
    expect(exitCode).toBe(0);
  },
);

/** Why the test is left out; `undefined` where tini is installed, as `.ci/run` does. */
function whyNoTini(): string | undefined {
  if (spawnSync("tini", ["--version"]).error !== undefined) return "tini is not installed";
  return canUnshare ? undefined : "this user may make no namespace of processes";
}

/** Processes that have this one as their parent, also those that have ended and that it has not taken yet. */
function childrenOf(pid: number): readonly number[] {
  const list = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return list === "" ? [] : list.split(" ").map(Number);
}

test("under tini, as in the image, what a hook has left behind stays no zombie", async (context) => {
  const reason = whyNoTini();
  if (reason !== undefined) context.skip(reason);
  await using folder = await temporaryFolder();
  const found = { class: "person", confidence: 0.9, x: 5, y: 5, width: 4, height: 4 };
  await using service = await startCollector({
    answer: () => ({ body: { predictions: [found] } }),
  });
  mkdirSync(join(folder.path, "a"));
  writeFileSync(join(folder.path, "a", "1.jpg"), imageOf("1"));
  const orphan = "setsid sh -c 'sleep 0.3; echo done >orphan' &";
  writeFileSync(
    join(folder.path, "frameferry.yaml"),
    `sources: { a: { watch: a, to: ${service.url} } }
on_event: [{ when: detection, run: [sh, -c, "${orphan}"] }]`,
  );
  const words = ["unshare", ...NAMESPACES, "tini", "--", ...PROGRAM, "up"];
  await using run = startProgram(words, join(folder.path, "state"), { cwd: folder.path });
  await expect
    .poll(() => existsSync(join(folder.path, "orphan")), { message: run.stderr })
    .toBe(true);
  const [tini = 0] = childrenOf(run.pid);
  expect(readFileSync(`/proc/${tini}/comm`, "utf8")).toBe("tini\n");
  await expect.poll(() => childrenOf(tini)).toHaveLength(1);
  process.kill(tini, "SIGTERM");
  expect((await run.ended).exitCode).toBe(0);
});
