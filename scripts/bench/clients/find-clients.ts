import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonFor, runs } from "../harness/find-tools.ts";
import type { FrameFiles } from "../media/frame-files.ts";
import { curlConfiguration } from "./curl-configuration.ts";

/** A program that sends all frames of a folder once. */
export interface Client {
  readonly name: string;
  readonly command: readonly string[];
}

export interface FoundClients {
  /** Ours first. */
  readonly clients: readonly Client[];
  /** Which client cannot run here, and why, a sentence each. */
  readonly missing: readonly string[];
}

/** The name of our own client among the others. */
export const OURS = "frameferry, 16 at once";

/** The clients that can run here, with all that they need on their command lines. */
export async function findClients(
  files: FrameFiles,
  url: string,
  scratchFolder: string,
): Promise<FoundClients> {
  const { folder, paths } = files;
  const ourScript = fileURLToPath(new URL("frameferry-client.ts", import.meta.url));
  const clients: Client[] = [
    { name: OURS, command: [process.execPath, ourScript, folder, url, "16", scratchFolder] },
  ];
  const missing: string[] = [];
  for (const { name, script, module, atOnce } of PYTHON_CLIENTS) {
    const python = pythonFor([module]);
    const scriptPath = join(import.meta.dirname, script);
    if (python === null) {
      missing.push(
        `${name}: no python3 with ${module} (Debian: apt-get install python3-${module})`,
      );
    } else clients.push({ name, command: [python, scriptPath, folder, url, atOnce] });
  }
  if (runs("curl", ["--parallel", "--version"])) {
    const configuration = join(scratchFolder, "curl.conf");
    await writeFile(configuration, curlConfiguration(paths, url));
    clients.push({ name: "curl -Z, 20 at once", command: ["curl", "--config", configuration] });
  } else {
    missing.push("curl -Z: no curl of 7.66 or newer (Debian: apt-get install curl)");
  }
  return { clients, missing };
}

const PYTHON_CLIENTS = [
  { name: "thread pool, 10 workers", script: "threads.py", module: "requests", atOnce: "10" },
  { name: "asyncio, 20 at once", script: "asyncio_client.py", module: "aiohttp", atOnce: "20" },
] as const;
