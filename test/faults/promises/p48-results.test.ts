import { readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { type RunEvent, watchFolders } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { startCollector } from "../../support/services/collector.ts";
import { folderOfFrames } from "../../support/frames/folder-of-frames.ts";
import { resultLines } from "../../support/results/result-lines.ts";

/** A simulated month at 100 frames a second is in `test/results/rotation-policy.test.ts`. */
test("P48: the results of a watch stay below their limit, run after run", async () => {
  await using home = await temporaryFolder();
  await using service = await startCollector({ answer: () => ({ body: "x".repeat(20_000) }) });
  const frames = await folderOfFrames(home.path, 120);
  const warnings: string[] = [];
  let newest = "";
  for (const restart of [false, true]) {
    const run = watchFolders({
      ...{ folders: [frames], to: service.url, concurrency: 2, untilIdleMs: 1, restart },
      ...{ state: join(home.path, "state"), resultsMaxSizeBytes: "1MB" },
    });
    for await (const event of run) warnings.push(...warningOf(event));
    const { results, delivered } = await run.summary;
    expect(delivered).toBe(120);
    const folder = dirname(results);
    const names = readdirSync(folder);
    const sizes = names.map((name) => statSync(join(folder, name)).size);
    expect(names.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(1_000_000);
    expect(sizes.reduce((sum, size) => sum + size)).toBeGreaterThan(700_000);
    for (const line of await resultLines(results))
      expect(line).toMatchObject({ outcome: "delivered" });
    expect(results > newest).toBe(true);
    newest = results;
  }
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain("from now on the oldest results of this run are removed");
});

function warningOf(event: RunEvent): readonly string[] {
  return event.type === "warningRaised" ? [event.message] : [];
}
