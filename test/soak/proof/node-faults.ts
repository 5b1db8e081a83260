import { once } from "node:events";
import { rm, statfs, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { NatsServer } from "../../support/brokers/nats-server.ts";
import type { StreamSight } from "./broker-eyes.ts";
import { type Stage, until } from "./stage.ts";

export async function killedLeader(stage: Stage): Promise<string> {
  const { leader } = await whole(stage);
  const node = stage.cluster.named(leader);
  await node.kill();
  const refusal = await refusalOf(node);
  const next = await seen(stage, "another leader", (now) => now.leader !== leader);
  await node.start();
  await whole(stage);
  return `${leader} was killed (${refusal}), ${next.leader} leads`;
}

export async function killedFollower(stage: Stage): Promise<string> {
  const { current } = await whole(stage);
  const [follower = ""] = current;
  const node = stage.cluster.named(follower);
  await node.kill();
  const refusal = await refusalOf(node);
  await seen(stage, "a node that is behind", ({ behind }) => behind.includes(follower));
  await node.start();
  await whole(stage);
  return `${follower} was killed (${refusal}), and its leader missed it`;
}

/** The leader is stopped where it is: its connections stay, and nothing comes through them. */
export async function partition(stage: Stage): Promise<string> {
  const { leader } = await whole(stage);
  const node = stage.cluster.named(leader);
  node.freeze(true);
  try {
    if (await saysHello(node)) throw new Error(`${leader} still speaks`);
    const next = await seen(stage, "another leader", (now) => now.leader !== leader);
    const before = stage.service.distinct;
    await until("answers beside a partition", stage.signal, () => stage.service.distinct > before);
    return `${leader} took connections and said nothing, ${next.leader} leads`;
  } finally {
    node.freeze(false);
    await whole(stage);
  }
}

/** The disk of the last node is filled to its last byte, until the node says so; then it is freed, and the node started. */
export async function fullDisk(stage: Stage): Promise<string> {
  await whole(stage);
  const { cluster, disk, signal } = stage;
  const node = cluster.servers.at(-1);
  if (node === undefined) throw new Error("there is no node");
  const filler = join(disk.path, "filler");
  // Again and again, for the node frees some of it with each frame that is acknowledged.
  await until("a node that misses its disk", signal, async () => {
    await fill(filler);
    return NO_SPACE.test(node.log);
  });
  const { bavail } = await statfs(disk.path);
  const said = NO_SPACE.exec(node.log)?.[0] ?? "";
  await rm(filler);
  await node.kill();
  await node.start();
  await whole(stage);
  return `${bavail} blocks were free, and the node said "${said}"`;
}

const NO_SPACE = /no space left on device/iu;

/** Writes until the disk takes no more. */
async function fill(path: string): Promise<void> {
  for (const byteLength of [1 << 20, 1 << 12])
    for (;;) {
      try {
        await writeFile(path, Buffer.alloc(byteLength), { flag: "a" });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOSPC") break;
        throw error;
      }
    }
}

export async function allAtOnce(stage: Stage): Promise<string> {
  await whole(stage);
  const { servers } = stage.cluster;
  await Promise.all(servers.map(async (node) => await node.kill()));
  const refusals = await Promise.all(servers.map(refusalOf));
  await Promise.all(servers.map(async (node) => await node.start()));
  await whole(stage);
  return `all three were killed (${refusals.join(", ")})`;
}

/** How a node that is dead refuses a connection. @throws Error if it does not. */
export async function refusalOf(node: NatsServer): Promise<string> {
  const socket = connect(node.port, "127.0.0.1");
  try {
    await once(socket, "connect");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    socket.destroy();
  }
  throw new Error(`${node.host} still takes connections`);
}

/** Whether a node greets whoever connects, within a second. */
async function saysHello(node: NatsServer): Promise<boolean> {
  const socket = connect(node.port, "127.0.0.1");
  try {
    return await Promise.race([
      once(socket, "data").then(() => true),
      sleep(1000).then(() => false),
    ]);
  } finally {
    socket.destroy();
  }
}

/** Waits until all nodes have all of the frames. */
async function whole(stage: Stage): Promise<StreamSight> {
  return await seen(stage, "three nodes that are current", ({ current }) => current.length === 2);
}

async function seen(
  { eyes, signal }: Stage,
  what: string,
  condition: (sight: StreamSight) => boolean,
): Promise<StreamSight> {
  let last: StreamSight | null = null;
  await until(what, signal, async () => {
    last = await eyes.stream("FRAMES");
    return last !== null && condition(last);
  });
  if (last === null) throw new Error(what);
  return last;
}
