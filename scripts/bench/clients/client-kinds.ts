import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pythonFor } from "../harness/find-tools.ts";

/** Task of a client. */
export interface Sending {
  /** Folder of the frames. */
  readonly folder: string;
  readonly url: string;
  /** Maximum number of requests in flight; only our client can determine it by itself. */
  readonly atOnce: number | "auto";
  /** Folder for its output. */
  readonly scratchFolder: string;
  /** Further options, for our client only. @default none */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A program that sends all frames of a folder once, and prints a `ClientReport`. */
export interface ClientKind {
  readonly name: string;
  readonly command: (sending: Sending) => readonly string[];
}

/** Output of a client. */
export interface ClientReport {
  /** Number of frames accepted by the service. */
  readonly ok: number;
  /** From the first request to the last answer, in seconds. */
  readonly seconds: number;
  /** Processor time during those seconds, in milliseconds. */
  readonly cpuMs: number;
}

export interface FoundKinds {
  readonly kinds: readonly ClientKind[];
  /** Clients that cannot run here, with the reasons, a sentence each. */
  readonly missing: readonly string[];
}

export const OURS: ClientKind = {
  name: "frameferry",
  command: ({ folder, url, atOnce, scratchFolder, options = {} }) => {
    const script = fileURLToPath(new URL("frameferry-client.mjs", import.meta.url));
    // The same options as `frameferry send` sets for itself.
    const node = [process.execPath, "--max-semi-space-size=4", "--heap-growing-percent=30"];
    const words = [folder, url, String(atOnce), scratchFolder, JSON.stringify(options)];
    return [...node, script, ...words];
  },
};

export const THREADS = "thread pool";
export const ASYNCIO = "asyncio";

/** Clients of the article whose modules are installed. */
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
