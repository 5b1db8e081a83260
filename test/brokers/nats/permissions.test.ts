import { describe, expect, test } from "vitest";
import type { BrokerConnection } from "../../../src/brokers/broker.ts";
import type { BrokerFault } from "../../../src/brokers/publish-outcome.ts";
import type { WorkerSign } from "../../../src/brokers/worker-signs.ts";
import { codeIn, listedPermissions } from "../../support/brokers/listed-permissions.ts";
import { hasNoNats, NatsServer } from "../../support/brokers/nats-server.ts";
import { openNats, openReadyNats } from "../../support/brokers/open-broker.ts";
import {
  sampleFrame,
  sampleResultMessage,
  sampleSign,
} from "../../support/brokers/sample-messages.ts";

const never = new AbortController().signal;

/** What the page for operators lets somebody publish and subscribe to. */
function permissionsOf(who: string): string {
  const [publish, subscribe] = listedPermissions("NATS", who).map((cell) =>
    codeIn(cell).filter((subject) => !subject.startsWith("--")),
  );
  const may = JSON.stringify(["_INBOX.>", ...(subscribe ?? [])]);
  return `permissions: { publish: ${JSON.stringify(publish)}, subscribe: ${may} }`;
}

/** A server with logins as the page lists them, beside `admin`, who may do everything. */
async function serverFor(rows: Readonly<Record<string, string>>): Promise<NatsServer> {
  const users = Object.entries(rows).map(
    ([user, who]) => `{ user: ${user}, password: s3cret, ${permissionsOf(who)} }`,
  );
  const admin = "{ user: admin, password: s3cret }";
  return await NatsServer.start({
    lines: [`authorization { users: [${[...users, admin].join(", ")}] }`],
  });
}

const login = (user: string) => ({ user, password: "s3cret" });

describe.skipIf(hasNoNats)("the permissions that the page lists", () => {
  test("suffice an edge and a worker, and neither may do the work of the other", async () => {
    await using server = await serverFor({ edge: "edge", worker: "worker" });
    await using ready = await openReadyNats(server.url.replace("//", "//admin:s3cret@"));
    expect(ready.isConnected).toBe(true);
    await using edge = await openNats(server.url, login("edge"));
    await using worker = await openNats(server.url, login("worker"));
    const ending = new AbortController();
    const results = edge.results("edge-1", { signal: ending.signal })[Symbol.asyncIterator]();
    const result = results.next();
    expect(await edge.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "taken" });
    const held = await (await worker.frames({ partition: null, signal: never })).next(never);
    held.extend();
    expect(await worker.publishResult(sampleResultMessage(), never)).toMatchObject({
      kind: "taken",
    });
    expect(await held.acknowledge()).toBe(true);
    expect(await (await result).value?.acknowledge()).toBe(true);
    ending.abort();
    expect(await worker.publishFrame(sampleFrame({ round: 1 }), never)).toMatchObject({
      kind: "refused",
    });
    expect(await edge.publishResult(sampleResultMessage({ round: 1 }), never)).toMatchObject({
      kind: "refused",
    });
    // What both show, and what the worker tells of itself.
    for (const broker of [edge, worker]) {
      expect(await broker.state()).toMatchObject({ frames: { held: 0, redelivered: 0 } });
      expect(await signHeard(broker, worker)).toEqual(sampleSign());
    }
    const abroad = sampleFrame({ site: "tokyo" });
    expect(await edge.publishFrame(abroad, never)).toMatchObject({ kind: "refused" });
  });

  test("suffice whoever reads results beside their edges, and let them take none", async () => {
    await using server = await serverFor({ reader: "`results`" });
    await using ready = await openReadyNats(server.url.replace("//", "//admin:s3cret@"));
    await ready.publishResult(sampleResultMessage({ key: "stored" }), never);
    await using reader = await openNats(server.url, login("reader"));
    const leaving = new AbortController();
    const keys: string[] = [];
    const feed = { follow: true, signal: leaving.signal };
    for await (const { key } of reader.watch.results(feed)) {
      keys.push(key);
      if (key === "stored") await ready.publishResult(sampleResultMessage({ key: "live" }), never);
      else leaving.abort();
    }
    expect(keys).toEqual(["stored", "live"]);
    expect(await reader.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "refused" });
    expect(await ready.state()).toMatchObject({ results: { count: 2 } });
  });

  test("of others show less, and keep nobody from working", async () => {
    const may = 'publish: ["$JS.API.STREAM.INFO.>"], subscribe: ["_INBOX.>"]';
    await using server = await NatsServer.start({
      lines: [
        `authorization { users: [{ user: old, password: s3cret, permissions: { ${may} } }, { user: admin, password: s3cret }] }`,
      ],
    });
    await using ready = await openReadyNats(server.url.replace("//", "//admin:s3cret@"));
    await ready.publishFrame(sampleFrame(), never);
    await using old = await openNats(server.url, login("old"));
    const frames = { count: 1, held: null, redelivered: null };
    for (const _ of ["asked", "known"]) expect(await old.state()).toMatchObject({ frames });
    const leaving = new AbortController();
    const { promise, resolve } = Promise.withResolvers<string>();
    const onFault = (fault: BrokerFault | null) => fault !== null && resolve(fault.reason);
    const signs = old.signs.workers({ signal: leaving.signal, onFault })[Symbol.asyncIterator]();
    const next = signs.next();
    expect(await promise).toContain("does not let this login subscribe to frames_workers.>");
    old.signs.announce(sampleSign());
    leaving.abort();
    expect((await next).done).toBe(true);
    expect(old.isConnected).toBe(true);
  });

  test("are missed aloud where a login may not ask for frames", async () => {
    const may = 'publish: ["$JS.API.CONSUMER.INFO.>"], subscribe: ["_INBOX.>"]';
    await using server = await NatsServer.start({
      lines: [
        `authorization { users: [{ user: worker, password: s3cret, permissions: { ${may} } }, { user: admin, password: s3cret }] }`,
      ],
    });
    await using ready = await openReadyNats(server.url.replace("//", "//admin:s3cret@"));
    expect(ready.isConnected).toBe(true);
    await using worker = await openNats(server.url, { user: "worker", password: "s3cret" });
    const faults: (string | undefined)[] = [];
    const leaving = new AbortController();
    const feed = await worker.frames({
      partition: null,
      signal: leaving.signal,
      onFault: (fault) => faults.push(fault?.reason),
    });
    const next = feed.next(never);
    await expect
      .poll(() => faults.at(-1))
      .toContain("does not let this login publish to $JS.API.CONSUMER.MSG.NEXT.FRAMES.workers");
    leaving.abort(new Error("leaving"));
    await expect(next).rejects.toThrow("leaving");
  });
});

/** A sign of one, as the other hears it. */
async function signHeard(
  listener: BrokerConnection,
  worker: BrokerConnection,
): Promise<WorkerSign | undefined> {
  const announcing = setInterval(() => worker.signs.announce(sampleSign()), 50);
  try {
    for await (const sign of listener.signs.workers({ signal: never })) return sign;
    return undefined;
  } finally {
    clearInterval(announcing);
  }
}
