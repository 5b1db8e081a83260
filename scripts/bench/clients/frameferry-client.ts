/**
 * Our own submitter as a user has it, but over a list of frames: default concurrency, retries, a
 * results file, and the tally that the summary is made of.
 *
 * usage: frameferry-client.ts FOLDER URL RESULTS_FILE   -> one JSON line: frames, ok, seconds, cpuMs
 */
import { readdirSync, statSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import type { Frame } from "../../../src/core/frame.ts";

enableCompileCache();
const { composeSubmitter } = await import("./compose-submitter.ts");

const [folder = "", url = "", resultsFile = ""] = process.argv.slice(2);

function* framesIn(names: readonly string[]): Generator<Frame, void, void> {
  for (const [index, relativePath] of names.entries()) {
    const { size, mtimeMs } = statSync(join(folder, relativePath));
    yield {
      source: folder,
      path: join(folder, relativePath),
      relativePath,
      byteLength: size,
      modifiedAtMs: mtimeMs,
      identity: { source: folder, relativePath, byteLength: size, modifiedAtMs: mtimeMs },
      landedAtMs: performance.now(),
      index,
      ptsSeconds: index / 30,
    };
  }
}

async function* later<Item>(items: Iterable<Item>): AsyncGenerator<Item, void, void> {
  yield* items;
}

await using parts = await composeSubmitter(url, resultsFile);
const names = readdirSync(folder).toSorted();
const startedMs = performance.now();
const cpuBefore = process.cpuUsage();
const delivered = await parts.submit(later(framesIn(names)));
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - startedMs) / 1000;
const cpuMs = (user + system) / 1000;
process.stdout.write(
  `${JSON.stringify({ frames: names.length, ok: delivered, seconds, cpuMs })}\n`,
);
