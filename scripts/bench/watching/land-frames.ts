/**
 * A camera: lets frames land in a folder at a steady rate, each renamed into place.
 *
 * usage: land-frames.ts FOLDER COUNT RATE IMAGE   -> one line: `{ name: milliseconds of the monotonic clock }`
 */
import { copyFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { monotonicMs } from "../harness/monotonic.ts";

const [folder = "", count = "", rate = "", image = ""] = process.argv.slice(2);
const side = join(dirname(folder), `landing-${process.pid}-${basename(folder)}`);
mkdirSync(side);
const landedAtMs: Record<string, number> = {};
const startedMs = monotonicMs();
for (let index = 0; index < Number(count); index += 1) {
  const name = `new_${process.pid}_${String(index).padStart(6, "0")}.jpg`;
  copyFileSync(image, join(side, name));
  await sleep(Math.max(0, startedMs + (index * 1000) / Number(rate) - monotonicMs()));
  landedAtMs[name] = monotonicMs();
  renameSync(join(side, name), join(folder, name));
}
rmSync(side, { recursive: true });
process.stdout.write(`${JSON.stringify(landedAtMs)}\n`);
