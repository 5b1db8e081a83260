import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { measure } from "../harness/measured-process.ts";
import { type ProcessGroup, startGroup } from "../harness/process-group.ts";
import { makeScratchFolder } from "../harness/scratch-folder.ts";
import { findProgram } from "../program.ts";
import { freePort } from "./free-port.ts";

/** Servers of NATS that are one cluster, with the queues of frameferry. */
export interface NatsServers extends AsyncDisposable {
  /** Address of the queue. */
  readonly url: string;
  /** Processor time of all of them since their start, in milliseconds. */
  cpuMs(): number;
}

/** @param count 1, or 3 for three copies of each message. */
export async function startNatsServers(count: 1 | 3): Promise<NatsServers> {
  await using scope = new AsyncDisposableStack();
  const { path } = scope.use(await makeScratchFolder());
  const ports = await freePorts(count);
  const routes = await freePorts(count);
  const groups: ProcessGroup[] = [];
  for (const [at, port] of ports.entries()) {
    const store = join(path, `n${at + 1}`);
    const lines = [
      `server_name: n${at + 1}`,
      `listen: 127.0.0.1:${port}`,
      `jetstream { store_dir: "${store}", max_file_store: 2GB }`,
      ...(count === 1 ? [] : [clusterLine(routes, at)]),
    ];
    await writeFile(`${store}.conf`, lines.join("\n"));
    groups.push(scope.use(startGroup(["nats-server", "-c", `${store}.conf`])));
  }
  await Promise.all(ports.map(answering));
  const url = `nats://${ports.map((port) => `127.0.0.1:${port}`).join(",")}/frames`;
  await makeQueues(url, count);
  const owned = scope.move();
  return {
    url,
    cpuMs: () => groups.reduce((sum, group) => sum + group.cpuMs(), 0),
    [Symbol.asyncDispose]: async () => await owned.disposeAsync(),
  };
}

async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}

function clusterLine(routes: readonly number[], at: number): string {
  const addresses = routes.map((port) => `nats://127.0.0.1:${port}`).join(", ");
  return `cluster { name: bench, listen: "127.0.0.1:${routes[at]}", routes: [${addresses}] }`;
}

async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "data");
      return;
    } catch {
      await sleep(100);
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`no nats-server answers at port ${port}`);
}

/** A cluster that has just started takes some seconds until it can. */
async function makeQueues(url: string, count: number): Promise<void> {
  const sizes = ["--replicas", String(count), "--max-size", "1GB"];
  for (let attempt = 1; ; attempt += 1)
    try {
      await measure([...findProgram().command, "broker", "init", url, ...sizes]);
      return;
    } catch (error) {
      if (attempt === MAX_ATTEMPTS) throw error;
      await sleep(1000);
    }
}

const MAX_ATTEMPTS = 60;
