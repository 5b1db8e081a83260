import { queryObjects } from "node:v8";
import { expect, test } from "vitest";
import { Dispatcher } from "../../../src/submitter/dispatch/dispatcher.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { startCollector } from "../../support/services/collector.ts";
import { frameFiles } from "../../support/frames/frame-files.ts";
import { Run, submitterTo } from "../../support/stages/submitter-run.ts";

/** Deliveries that are in memory after a collection of garbage. */
function deliveriesKept(): number {
  return queryObjects(Dispatcher, { format: "count" });
}

async function runOnce(url: string, folder: string): Promise<void> {
  await using submitter = submitterTo(url);
  await new Run(submitter, await frameFiles(folder, 3)).ended;
}

test("a run that has ended leaves nothing of itself in memory, however many follow in one program", async () => {
  await using folder = await temporaryFolder();
  await using service = await startCollector();
  await runOnce(service.url, folder.path);
  const before = deliveriesKept();
  for (let run = 0; run < 5; run += 1) await runOnce(service.url, folder.path);
  expect(deliveriesKept()).toBeLessThanOrEqual(before);
});
