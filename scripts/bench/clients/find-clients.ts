import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runs } from "../harness/find-tools.ts";
import type { FrameFiles } from "../media/frame-files.ts";
import { ASYNCIO, OURS, pythonKinds, THREADS } from "./client-kinds.ts";
import { curlConfiguration } from "./curl-configuration.ts";

/** A program that sends all frames of a folder once. */
export interface Client {
  readonly name: string;
  readonly command: readonly string[];
}

export interface FoundClients {
  /** All clients, ours first. */
  readonly clients: readonly Client[];
  /** Clients that cannot run here, with the reasons, a sentence each. */
  readonly missing: readonly string[];
}

/** Requests in flight of each client, unless that is measured. */
const AT_ONCE = { [OURS.name]: 16, [THREADS]: 10, [ASYNCIO]: 20 };

/** Name of our own client. */
export const OUR_CLIENT = nameOf(OURS.name);

/** Finds the clients that can run here, with complete command lines. */
export async function findClients(
  { folder, paths }: FrameFiles,
  url: string,
  scratchFolder: string,
): Promise<FoundClients> {
  const python = pythonKinds();
  const clients: Client[] = [OURS, ...python.kinds].map(({ name, command }) => ({
    name: nameOf(name),
    command: command({ folder, url, atOnce: AT_ONCE[name] ?? 1, scratchFolder }),
  }));
  const missing = [...python.missing];
  if (runs("curl", ["--parallel", "--version"])) {
    const configuration = join(scratchFolder, "curl.conf");
    await writeFile(configuration, curlConfiguration(paths, url));
    clients.push({ name: "curl -Z, 20 at once", command: ["curl", "--config", configuration] });
  } else {
    missing.push("curl -Z: no curl of 7.66 or newer (Debian: apt-get install curl)");
  }
  return { clients, missing };
}

function nameOf(kind: string): string {
  return `${kind}, ${AT_ONCE[kind]} at once`;
}
