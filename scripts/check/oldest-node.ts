import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { call, root } from "./call.ts";

/** The oldest line of Node that frameferry runs on. */
const OLDEST = "22";

/**
 * Folder of a Node of the oldest line, from the registry of npm; or the reason why there is none.
 *
 * @param work an empty place for it.
 */
export function oldestNode(
  work: string,
): { readonly folder: string } | { readonly reason: string } {
  const name = `node-${process.platform}-${process.arch}`;
  const prefix = join(work, `node-${OLDEST}`);
  mkdirSync(prefix);
  // Without a reason of the registry's own, an answer about the package itself decides.
  const ping = call("npm", ["view", `${name}@${OLDEST}`, "version"], root);
  if (/\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|E404)\b/u.test(ping.stderr))
    return { reason: `no registry answers for ${name}` };
  const quiet = ["--loglevel=error", "--no-audit", "--no-fund", "--no-save"];
  const { status, stderr } = call(
    "npm",
    ["install", "--prefix", prefix, ...quiet, `${name}@${OLDEST}`],
    prefix,
  );
  if (status !== 0)
    throw new Error(`npm install ${name}@${OLDEST} exited with ${status}\n${stderr}`);
  return { folder: join(prefix, "node_modules", name, "bin") };
}
