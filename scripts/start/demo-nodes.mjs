import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** @returns {string | null} why no node can be started, with the way out; `null` if it can */
export function missingServer() {
  if (spawnSync("nats-server", ["--version"], { stdio: "ignore" }).error === undefined) return null;
  return "the cluster needs nats-server, which is not installed: apt-get install nats-server";
}

/**
 * Starts three nodes that are one cluster.
 * @param {import("./demo-processes.mjs").DemoProcesses} processes
 * @param {string} folder for what they store
 * @returns {Promise<string>} address of the queue `frames` there
 */
export async function startNodes(processes, folder) {
  const [clients, routes] = [await freePorts(3), await freePorts(3)];
  const addresses = routes.map((port) => `nats://127.0.0.1:${port}`).join(", ");
  for (const [at, port] of clients.entries()) {
    const path = join(folder, `n${at + 1}.conf`);
    const lines = [
      `server_name: n${at + 1}`,
      `listen: 127.0.0.1:${port}`,
      `jetstream { store_dir: "${join(folder, `n${at + 1}`)}", max_file_store: 200MB }`,
      `cluster { name: ferry, listen: "127.0.0.1:${routes[at]}", routes: [${addresses}] }`,
    ];
    writeFileSync(path, lines.join("\n"));
    processes.start(["nats-server", "-c", path]);
  }
  for (const port of clients) await answering(port, processes.signal);
  return `nats://${clients.map((port) => `127.0.0.1:${port}`).join(",")}/frames`;
}

/**
 * Ports that are free now, for servers that cannot choose one and say which; all different.
 * @param {number} count
 */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  for (const server of servers) server.close();
  await Promise.all(servers.map((server) => once(server, "close")));
  return ports;
}

/**
 * Waits until somebody greets at a port.
 * @param {number} port
 * @param {AbortSignal} signal
 */
async function answering(port, signal) {
  for (;;) {
    signal.throwIfAborted();
    const socket = connect(port, "127.0.0.1");
    try {
      await once(socket, "data");
      return;
    } catch {
      await sleep(50);
    } finally {
      socket.destroy();
    }
  }
}
