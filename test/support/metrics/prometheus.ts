import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "../files/temporary-folder.ts";
import { freePort } from "../../../scripts/bench/service/free-port.ts";

/** A real Prometheus that scrapes one address; disposing of it stops it and removes its data. */
export interface Prometheus extends AsyncDisposable {
  /** The values of a query now, by their labels; empty if it gives none. */
  readonly query: (expression: string) => Promise<readonly QueriedValue[]>;
}

export interface QueriedValue {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What it scrapes. */
export interface ScrapeTarget {
  /** Host and port. */
  readonly target: string;
  /** Token that it sends. @default none */
  readonly token?: string;
}

/** Starts Prometheus on a free port of this machine, with a scrape every second or oftener. */
export async function startPrometheus({ target, token }: ScrapeTarget): Promise<Prometheus> {
  const folder = await temporaryFolder();
  const config = `${folder.path}/prometheus.yml`;
  const authorization = token === undefined ? {} : { authorization: { credentials: token } };
  // JSON is YAML.
  const scraped = { ...{ job_name: "frameferry", scrape_interval: "500ms" }, ...authorization };
  const targets = { static_configs: [{ targets: [target] }] };
  writeFileSync(config, JSON.stringify({ scrape_configs: [{ ...scraped, ...targets }] }));
  const { url, process } = await startOnFreePort(config, folder.path);
  return {
    query: async (expression) => await answerOf(url, expression),
    [Symbol.asyncDispose]: async () => {
      await stop(process);
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Somebody else may take a port between its choice and its use. */
async function startOnFreePort(
  config: string,
  folder: string,
): Promise<{ url: string; process: ChildProcess }> {
  for (;;) {
    const place = `127.0.0.1:${await freePort()}`;
    const words = [`--config.file=${config}`, `--storage.tsdb.path=${folder}/data`];
    const child = spawn("prometheus", [...words, `--web.listen-address=${place}`], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    while (child.exitCode === null) {
      const ready = await fetch(`http://${place}/-/ready`).catch(() => null);
      if (ready?.ok === true) return { url: `http://${place}`, process: child };
      await sleep(50);
    }
    if (!said.includes("address already in use")) throw new Error(`Prometheus ended: ${said}`);
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data: {
    readonly result: readonly { metric: Record<string, string>; value: [number, string] }[];
  };
}

async function answerOf(url: string, expression: string): Promise<readonly QueriedValue[]> {
  const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`);
  const { status, error, data } = (await response.json()) as Answer;
  if (status !== "success") throw new Error(`${expression}: ${error}`);
  return data.result.map(({ metric, value: [, text] }) => ({ metric, value: Number(text) }));
}
