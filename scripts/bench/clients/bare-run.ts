/**
 * A bare delivery of what a slicing command writes: the floor under `frameferry run`.
 *
 * usage: bare-run.ts FOLDER URL COMMAND...   -> ends when the command has ended and all of its images are delivered
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { BareDelivery } from "./bare-delivery.ts";

const [folder = "", address = "", program = "", ...words] = process.argv.slice(2);
const delivery = new BareDelivery(folder, address);
const slicer = spawn(program, words, { cwd: folder, stdio: ["ignore", "ignore", "ignore"] });
const [exitCode] = (await once(slicer, "close")) as [number | null];
while (readdirSync(folder).length > 0) await sleep(5);
await delivery.close();
process.exitCode = exitCode ?? 1;
