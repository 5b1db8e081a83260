import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY } from "../docs/readme.ts";

/** What the page for operators grants somebody at a kind of broker: the cells of the row, without the first one. */
export function listedPermissions(broker: "NATS" | "RabbitMQ", who: string): readonly string[] {
  const page = readFileSync(join(REPOSITORY, "src", "brokers", "README.md"), "utf8");
  const [, table = ""] = page.split(`| who at ${broker} |`);
  const row = table.split("\n").find((line) => line.startsWith(`| ${who} `)) ?? "";
  return row.split(/(?<!\\)\|/u).slice(2, -1);
}

/** What stands in code in a cell, for edges in Berlin. */
export function codeIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/gu)].map(([, code = ""]) =>
    code.replaceAll(String.raw`\|`, "|").replace("<site>", "berlin"),
  );
}
