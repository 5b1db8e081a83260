import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DeliveryCommand } from "./delivery-command.ts";

/** All that a command leaves behind: what it printed, and each file of its state folder. */
export function tracesOf(delivery: DeliveryCommand, ...printed: readonly string[]): string {
  const files = readdirSync(delivery.path("state"), { recursive: true, withFileTypes: true });
  const texts = files
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
  return [...printed, ...files.map(({ name }) => name), ...texts].join("\n");
}
