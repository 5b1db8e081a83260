import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { processorTimeMs } from "../../support/program/processor-time.ts";
import { WatchCommand } from "../../support/program/watch-command.ts";
import { limited, whyNotLimited } from "../../support/program/limits.ts";

const HOLDING = { kind: "permissionsHold" } as const;
const launch = (line: readonly string[]): readonly string[] => limited(HOLDING, line);

test("P8: a folder and a frame that may not be read are named, waited for without haste, and delivered once they may", async (context) => {
  const reason = whyNotLimited(HOLDING);
  if (reason !== undefined) context.skip(reason);
  await using folder = await temporaryFolder();
  const [closed, locked, shown] = ["closed", "locked.jpg", "listable"].map((name) =>
    join(folder.path, name),
  ) as [string, string, string];
  for (const path of [closed, shown]) mkdirSync(path);
  writeFileSync(join(closed, "inside.jpg"), frameImage(1));
  writeFileSync(join(shown, "behind.jpg"), frameImage(2));
  writeFileSync(locked, frameImage(3));
  writeFileSync(join(folder.path, "open.jpg"), frameImage(4));
  for (const path of [closed, locked]) chmodSync(path, 0);
  // Its names can be read, but not what is behind them.
  chmodSync(shown, 0o444);

  await using watch = await WatchCommand.start(folder.path, { launch });
  await expect.poll(() => watch.names).toEqual(["open.jpg"]);
  for (const path of [closed, locked, shown])
    await expect.poll(() => watch.stderr).toContain(`warning: ${path} `);
  const beforeMs = processorTimeMs(watch.pid);
  await sleep(4000);
  expect(processorTimeMs(watch.pid) - beforeMs).toBeLessThan(1000);
  expect(watch.names).toEqual(["open.jpg"]);

  for (const path of [closed, locked, shown]) chmodSync(path, 0o755);
  await expect
    .poll(() => watch.names.toSorted())
    .toEqual(["behind.jpg", "inside.jpg", "locked.jpg", "open.jpg"]);
  writeFileSync(join(closed, "later.jpg"), frameImage(5));
  await expect.poll(() => watch.names).toContain("later.jpg");

  const { exitCode, stderr, summary } = await watch.stop();
  expect([exitCode, summary.delivered, summary.failed]).toEqual([0, 5, 0]);
  // Each trouble is told of once, however often it is met.
  expect(stderr.match(/may not be read by this user/gu)).toHaveLength(3);
});

test("P8: a frame that may not be read for long is given up with its reason, and taken up again", async (context) => {
  const reason = whyNotLimited(HOLDING);
  if (reason !== undefined) context.skip(reason);
  await using folder = await temporaryFolder();
  const path = join(folder.path, "locked.jpg");
  writeFileSync(path, frameImage(1));
  chmodSync(path, 0);
  const words = ["--settle", "200ms", "-v"];
  await using watch = await WatchCommand.start(folder.path, { launch, words });
  await expect.poll(() => watch.stderr).toContain("failed  locked.jpg");
  expect(watch.service.requestCount).toBe(0);
  chmodSync(path, 0o644);
  await expect.poll(() => watch.names).toEqual(["locked.jpg"]);
  const { results, summary } = await watch.stop();
  // P35: the delivery takes the failure back.
  expect([summary.landed, summary.delivered, summary.failed]).toEqual([2, 1, 0]);
  expect(results.map(({ outcome, reason: why }) => [outcome, why])).toEqual([
    ["failed", "the file may not be read by this user"],
    ["delivered", null],
  ]);
});

test("P8: a watched folder that may not be read is named and waited for", async (context) => {
  const reason = whyNotLimited(HOLDING);
  if (reason !== undefined) context.skip(reason);
  await using home = await temporaryFolder();
  const folder = join(home.path, "frames");
  mkdirSync(folder);
  writeFileSync(join(folder, "a.jpg"), frameImage(1));
  chmodSync(folder, 0);
  await using watch = await WatchCommand.start(folder, { launch });
  await expect
    .poll(() => watch.stderr)
    .toContain(`warning: ${folder} may not be read by this user`);
  chmodSync(folder, 0o755);
  await expect.poll(() => watch.names).toEqual(["a.jpg"]);
  // Nobody can say what a parent that may not be entered hides.
  chmodSync(home.path, 0);
  await expect.poll(() => watch.stderr).toContain(`waiting for the folder ${folder}`);
  chmodSync(home.path, 0o755);
  writeFileSync(join(folder, "b.jpg"), frameImage(2));
  await expect.poll(() => watch.names).toEqual(["a.jpg", "b.jpg"]);
  expect((await watch.stop()).exitCode).toBe(0);
});
