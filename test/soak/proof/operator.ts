import { type Stage, until } from "./stage.ts";

/** Longer than an edge waits before it hands a frame over once more. */
const STILL_MS = 60_000;

/**
 * Waits for a condition, as somebody does who looks after the broker. NATS 2.9.10 resets a stream that was
 * made anew under load ("stream store EOF", "Resetting stream cluster state"), and loses it for good where there is no room
 * for it twice: edges wait, and no frame is lost. Where no frame is answered for a minute, the nodes are started anew, and if that does not help, the
 * stream is made anew.
 */
export async function untilAnswered(
  stage: Stage,
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const { service, signal } = stage;
  let [distinct, sinceMs, steps] = [-1, 0, 0];
  await until(what, signal, async () => {
    if (await condition()) return true;
    if (distinct !== service.distinct) [distinct, sinceMs] = [service.distinct, performance.now()];
    if (performance.now() - sinceMs < STILL_MS) return false;
    stage.interventions.push(`${lastErrorOf(stage)}: ${await intervene(stage, steps)}`);
    sinceMs = performance.now();
    steps += 1;
    return false;
  });
}

async function intervene({ cluster, eyes, makeQueues }: Stage, step: number): Promise<string> {
  if (step === 0) {
    await Promise.all(cluster.servers.map(async (node) => await node.kill()));
    await Promise.all(cluster.servers.map(async (node) => await node.start()));
    return "the nodes were started anew";
  }
  await eyes.removeFrames();
  await makeQueues();
  return "the stream was made anew";
}

/** The last complaint of a node about a stream. */
function lastErrorOf({ cluster }: Stage): string {
  const complaints = cluster.servers.flatMap(({ log }) =>
    log.split("\n").filter((line) => /\[(?:WRN|ERR)\].*\$G/u.test(line)),
  );
  return /\[(?:WRN|ERR)\] (.*)/u.exec(complaints.at(-1) ?? "")?.[1] ?? "no node complains";
}
