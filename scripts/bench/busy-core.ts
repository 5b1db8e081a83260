/**
 * Keeps one core busy while it runs, by counting.
 *
 * usage: busy-core.ts -> one line on standard output once it counts
 */
import { setImmediate } from "node:timers/promises";

process.stdout.write("counting\n");
await setImmediate();
for (let count = 0; ; count += 1) if (count === Number.MAX_SAFE_INTEGER) count = 0;
