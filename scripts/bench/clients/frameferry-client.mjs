/**
 * Our own program as a user has it, from the queue on: ledger, results and retries, but over a list
 * of frames, so that sending is measured and not the watching.
 *
 * JavaScript, so that once the cache is filled, nothing loads the compiler for TypeScript: 26 MB that no
 * user has.
 *
 * usage: frameferry-client.mjs FOLDER URL AT_ONCE STATE_FOLDER [OPTIONS [forgetful]]   -> one JSON line: frames, ok, seconds, cpuMs
 */
import { mkdtempSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { join } from "node:path";

enableCompileCache();
const { deliverListed } = await import("./deliver-listed.ts");
const { useQuickWasm } = await import("../../../src/cli/process/quick-wasm.ts");

useQuickWasm();

const [folder = "", to = "", atOnce = "", parent = "", options = "{}", memory = ""] =
  process.argv.slice(2);
// A ledger of its own, so that nothing counts as delivered before.
const stateFolder = mkdtempSync(join(parent, "state-"));
const startedMs = performance.now();
const cpuBefore = process.cpuUsage();
const { landed, delivered } = await deliverListed({
  .../** @type {object} */ (JSON.parse(options)),
  folder,
  to,
  concurrency: atOnce === "auto" ? atOnce : Number(atOnce),
  state: stateFolder,
  remembers: memory !== "forgetful",
});
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - startedMs) / 1000;
const cpuMs = (user + system) / 1000;
process.stdout.write(`${JSON.stringify({ frames: landed, ok: delivered, seconds, cpuMs })}\n`);
