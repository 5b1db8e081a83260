import { refusalOf } from "./node-faults.ts";
import { type Stage, until } from "./stage.ts";

/** Somebody removes the stream of the frames, with all that it holds, and makes it again. */
export async function remadeStream({ eyes, makeQueues, signal }: Stage): Promise<string> {
  const before = await eyes.stream("FRAMES");
  await until("a stream that is removed", signal, async () => await eyes.removeFrames());
  if ((await eyes.stream("FRAMES")) !== null) throw new Error("the stream is still there");
  const made = await makeQueues();
  if (!/^made +stream FRAMES/mu.test(made)) throw new Error(`no stream was made: ${made}`);
  const after = await eyes.stream("FRAMES");
  if (after?.created === before?.created) throw new Error("it is the same stream");
  return `${before?.messages ?? "?"} messages were removed, and the stream made again`;
}

/** All nodes lose all that they have stored. */
export async function wipedStores({ cluster, eyes, makeQueues }: Stage): Promise<string> {
  const before = await eyes.messages();
  await Promise.all(cluster.servers.map(async (node) => await node.kill()));
  const refusals = await Promise.all(cluster.servers.map(refusalOf));
  for (const node of cluster.servers) node.wipe();
  await Promise.all(cluster.servers.map(async (node) => await node.start()));
  const made = await makeQueues();
  const count = made.match(/^made /gmu)?.length ?? 0;
  if (count < 3) throw new Error(`${count} of 3 parts were made: ${made}`);
  return `${before ?? "?"} messages were lost with all three (${refusals.join(", ")}), 3 parts made`;
}
