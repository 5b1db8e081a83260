import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonFor } from "../harness/find-tools.ts";

/** What a client is to send, and how. */
export interface Sending {
  /** Folder of the frames. */
  readonly folder: string;
  readonly url: string;
  /** Requests in flight at once, at most; only ours finds that out by itself. */
  readonly atOnce: number | "auto";
  /** For what it writes. */
  readonly scratchFolder: string;
  /** Further options, which only our client knows. @default none */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A program that sends all frames of a folder once, and prints a `ClientReport`. */
export interface ClientKind {
  readonly name: string;
  readonly command: (sending: Sending) => readonly string[];
}

/** What a client prints. */
export interface ClientReport {
  /** Frames that the service took. */
  readonly ok: number;
  /** From the first request to the last answer, in seconds. */
  readonly seconds: number;
  /** Processor time of those seconds, in milliseconds. */
  readonly cpuMs: number;
}

export interface FoundKinds {
  readonly kinds: readonly ClientKind[];
  /** Which of them cannot run here, and why, a sentence each. */
  readonly missing: readonly string[];
}

export const OURS: ClientKind = {
  name: "frameferry",
  command: ({ folder, url, atOnce, scratchFolder, options = {} }) => {
    const script = fileURLToPath(new URL("frameferry-client.mjs", import.meta.url));
    // As `frameferry send` starts itself (src/cli/small-nursery.ts).
    const node = [process.execPath, "--max-semi-space-size=16"];
    const words = [folder, url, String(atOnce), scratchFolder, JSON.stringify(options)];
    return [...node, script, ...words];
  },
};

export const THREADS = "thread pool";
export const ASYNCIO = "asyncio";

/** The article's clients, as far as their modules are there. */
export function pythonKinds(): FoundKinds {
  const kinds: ClientKind[] = [];
  const missing: string[] = [];
  for (const { name, script, module } of PYTHON_CLIENTS) {
    const python = pythonFor([module]);
    const path = join(import.meta.dirname, script);
    if (python === null) {
      missing.push(
        `${name}: no python3 with ${module} (Debian: apt-get install python3-${module})`,
      );
    } else {
      const command = ({ folder, url, atOnce }: Sending): readonly string[] => [
        ...[python, path, folder, url, String(atOnce)],
      ];
      kinds.push({ name, command });
    }
  }
  return { kinds, missing };
}

const PYTHON_CLIENTS = [
  { name: THREADS, script: "threads.py", module: "requests" },
  { name: ASYNCIO, script: "asyncio_client.py", module: "aiohttp" },
] as const;
