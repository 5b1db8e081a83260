import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BrokerFault } from "../../../src/brokers/publish-outcome.ts";
import { collectResults, type FrameResult } from "../../../src/index.ts";
import { checkBroker } from "../../../src/cli/doctor/check-broker.ts";
import { freePort } from "../../../scripts/bench/service/free-port.ts";
import { BreakingLine } from "../../support/brokers/breaking-line.ts";
import { codeIn, listedPermissions } from "../../support/brokers/listed-permissions.ts";
import { madeReady, openRabbitMq, SMALL_PLAN } from "../../support/brokers/open-broker.ts";
import { hasNoRabbitMq, RabbitMqNode } from "../../support/brokers/rabbitmq-node.ts";
import { withChannel } from "../../support/brokers/rabbitmq-test-engine.ts";
import {
  sampleFrame,
  sampleResultMessage,
  sampleSign,
} from "../../support/brokers/sample-messages.ts";
import { partsOf } from "../../support/brokers/setup-parts.ts";
import { NO_LOGIN, triedWith } from "../../support/brokers/tried-login.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { forCommandLine } from "../../support/program/command-line-reader.ts";
import { Authority } from "../../support/services/certificates.ts";

const never = new AbortController().signal;
let folder: TemporaryFolder;
let node: RabbitMqNode;
let authority: Authority;
let tlsPort = 0;

/** A hash as definitions have it: https://www.rabbitmq.com/docs/passwords#computing-password-hash */
function hashOf(password: string): string {
  const salt = randomBytes(4);
  const digest = createHash("sha256").update(salt).update(password).digest();
  return Buffer.concat([salt, digest]).toString("base64");
}

function user(name: string, password: string): object {
  const hash = {
    password_hash: hashOf(password),
    hashing_algorithm: "rabbit_password_hashing_sha256",
  };
  return { name, ...hash, tags: "" };
}

const EVERYTHING = { configure: ".*", write: ".*", read: ".*" };

/** What the page for operators lets somebody do with the queues of an address that ends with `/edges`. */
function granted(who: "edge" | "worker" | "`results`"): { permission: object; topics: object } {
  const [configure, write, read, topics = ""] = listedPermissions("RabbitMQ", who);
  const patternIn = (cell = ""): string =>
    (codeIn(cell)[0] ?? "").replaceAll("results", "edges-results").replaceAll("frames", "edges");
  const [topicWrite, topicRead = "^$"] = codeIn(topics).map((pattern) =>
    pattern.replaceAll("frames", "edges"),
  );
  const login = { user: who.replaceAll("`", ""), vhost: "/" };
  const [mayConfigure, mayWrite, mayRead] = [configure, write, read].map(patternIn);
  return {
    permission: { ...login, configure: mayConfigure, write: mayWrite, read: mayRead },
    topics: { ...login, exchange: "edges", write: topicWrite, read: topicRead },
  };
}

const [EDGE, WORKER, READER] = [granted("edge"), granted("worker"), granted("`results`")];
const named = {
  edge: "s3cret",
  worker: "s3cret",
  results: "s3cret",
  guest: "guest",
  "fer:ry": "s3cret/@%",
};
const definitions = {
  users: Object.entries(named).map(([name, password]) => user(name, password)),
  vhosts: [{ name: "/" }, { name: "halle 3" }],
  permissions: [
    { user: "guest", vhost: "/", ...EVERYTHING },
    { user: "fer:ry", vhost: "halle 3", ...EVERYTHING },
    ...[EDGE.permission, WORKER.permission, READER.permission],
  ],
  topic_permissions: [EDGE.topics, WORKER.topics, READER.topics],
};

beforeAll(async () => {
  if (hasNoRabbitMq) return;
  folder = await temporaryFolder();
  authority = await Authority.make(folder.path);
  const { cert, key } = await authority.issue({ name: "localhost" });
  tlsPort = await freePort();
  const ssl = [
    ...[
      `listeners.ssl.default = 127.0.0.1:${tlsPort}`,
      `ssl_options.cacertfile = ${authority.cert}`,
    ],
    // Those that are shown are checked, and none need be.
    "ssl_options.verify = verify_peer",
    ...[`ssl_options.certfile = ${cert}`, `ssl_options.keyfile = ${key}`],
  ];
  node = await RabbitMqNode.start({ definitions, lines: ssl });
});

afterAll(async () => {
  await node?.[Symbol.asyncDispose]();
  await folder?.[Symbol.asyncDispose]();
});

describe.skipIf(hasNoRabbitMq)("a RabbitMQ node", () => {
  test("takes a login by user and password, for a virtual host, and shows none of it", async () => {
    const at = (login: string) => `amqp://${login}@${node.host}/halle%203/frames`;
    const welcome = expect.stringMatching(
      /^missing: there is no exchange frames at amqp:.*\/halle%203\/frames$/u,
    );
    expect(await triedWith(at("fer%3Ary:s3cret/@%25"))).toEqual(welcome);
    const options = { brokerUser: "fer:ry", brokerPassword: "s3cret/@%" };
    expect(await triedWith(`amqp://${node.host}/halle%203/frames`, options)).toEqual(welcome);
    const wrong = await triedWith(at("fer%3Ary:s3cret-wrong"));
    expect(wrong).toMatch(/^ERR_BROKER_REFUSED: .*refuses the login/u);
    expect(wrong).not.toContain("s3cret");
    expect(await triedWith(`amqp://${node.host}/frames`, options)).toMatch(
      /^ERR_BROKER_REFUSED: .*does not open the virtual host/u,
    );
    expect(await triedWith(`amqp://${node.host}/nowhere/frames`)).toMatch(
      /^ERR_BROKER_REFUSED: .*does not open the virtual host/u,
    );
  });

  test("takes no login and no certificates that it does not know", async () => {
    const url = `amqp://${node.host}/frames`;
    expect(await triedWith(url, { brokerNkeyFile: "user.nk" })).toBe(
      "ERR_OPTION: --broker-nkey-file is for NATS, and the broker is RabbitMQ",
    );
    expect(await triedWith(url, { brokerCredentialsFile: "user.creds" })).toMatch(
      /^ERR_OPTION: .*is for NATS/u,
    );
    expect(await triedWith(url, { brokerCaFile: authority.cert })).toMatch(
      /^ERR_OPTION: .*the address of the broker is without TLS/u,
    );
  });

  test("is trusted over TLS by the authority that is named, and amqps:// never goes in the clear", async () => {
    const url = `amqps://localhost:${tlsPort}/frames`;
    expect(await triedWith(url, { brokerCaFile: authority.cert })).toMatch(/^missing: /u);
    expect(await triedWith(url)).toMatch(/^away: .*certificate/u);
    expect(await triedWith(`amqps://localhost:${node.port}/frames`)).toMatch(/^away: /u);
  });

  test("takes a client certificate of its authority, and says that it refuses another one", async () => {
    await using foreign = await temporaryFolder();
    const stranger = await (await Authority.make(foreign.path)).issue({ name: "edge" });
    const edge = await authority.issue({ name: "edge" });
    const tried = async ({ cert, key }: typeof edge): Promise<string> =>
      await triedWith(`amqps://localhost:${tlsPort}/frames`, {
        ...{ brokerCaFile: authority.cert, brokerCert: cert, brokerKey: key },
      });
    expect(await tried(edge)).toMatch(/^missing: /u);
    expect(await tried(stranger)).toMatch(/refuses the one that it was shown/u);
  });

  test("lets an edge do no more than the page lists, and refusals hit nobody else", async () => {
    await using ready = await madeReady(await openRabbitMq(`amqp://${node.host}/edges`));
    await using edge = await openRabbitMq(`amqp://edge:s3cret@${node.host}/edges`);
    const ending = new AbortController();
    const results = edge.results("edge-1", { signal: ending.signal })[Symbol.asyncIterator]();
    const next = results.next();
    expect(await edge.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "taken" });
    const [abroad, home] = await Promise.all([
      edge.publishFrame(sampleFrame({ site: "tokyo", key: "t" }), never),
      edge.publishFrame(sampleFrame({ key: "b" }), never),
    ]);
    expect(abroad).toMatchObject({ kind: "refused", reason: expect.stringContaining("tokyo") });
    expect(["taken", "away"]).toContain(home?.kind);
    expect(await edge.publishResult(sampleResultMessage(), never)).toMatchObject({
      kind: "refused",
    });
    expect(await ready.publishResult(sampleResultMessage(), never)).toMatchObject({
      kind: "taken",
    });
    expect(await (await next).value?.acknowledge()).toBe(true);
    const faults: (string | undefined)[] = [];
    const onFault = (fault: BrokerFault | null) => faults.push(fault?.kind);
    const feed = await edge.frames({ partition: null, signal: ending.signal, onFault });
    const frame = feed.next(never);
    await expect.poll(() => faults.at(-1)).toBe("refused");
    ending.abort(new Error("ending"));
    await expect(frame).rejects.toThrow("ending");
    expect((await results.next()).done).toBe(true);
  });

  test("lets a worker do no more than the page lists, and shows it to edges", async () => {
    await using ready = await madeReady(await openRabbitMq(`amqp://${node.host}/edges`));
    await using edge = await openRabbitMq(`amqp://edge:s3cret@${node.host}/edges`);
    await using worker = await openRabbitMq(`amqp://worker:s3cret@${node.host}/edges`);
    expect(await ready.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "taken" });
    const held = await (await worker.frames({ partition: null, signal: never })).next(never);
    const answer = sampleResultMessage({ edge: "new-edge" });
    expect(await worker.publishResult(answer, never)).toMatchObject({ kind: "taken" });
    expect(await held.acknowledge()).toBe(true);
    const leaving = new AbortController();
    const announcing = setInterval(() => {
      worker.signs.announce(sampleSign({ worker: "worker" }));
      edge.signs.announce(sampleSign({ worker: "edge" }));
    }, 50);
    for (const broker of [edge, worker]) {
      const signs: string[] = [];
      for await (const sign of broker.signs.workers({ signal: leaving.signal })) {
        signs.push(sign.worker);
        if (signs.length === 5) break;
      }
      expect(new Set(signs)).toEqual(new Set(["worker"]));
      expect(await broker.state()).toMatchObject({
        frames: { count: expect.any(Number) as number },
      });
    }
    clearInterval(announcing);
    // It may tell that it is alive, and may not make frames up.
    expect(await worker.publishFrame(sampleFrame({ key: "made up" }), never)).toMatchObject({
      kind: "refused",
    });
  });

  test("shows results beside their edges to whoever may do no more than the page lists", async () => {
    await using ready = await madeReady(await openRabbitMq(`amqp://${node.host}/edges`));
    await using worker = await openRabbitMq(`amqp://worker:s3cret@${node.host}/edges`);
    const reader = `amqp://results:s3cret@${node.host}/edges`;
    const publish = async (key: string): Promise<void> => {
      const message = sampleResultMessage({ key, edge: "shown" });
      expect(await worker.publishResult(message, never)).toMatchObject({ kind: "taken" });
    };
    await publish("first");
    const leaving = new AbortController();
    const lines: FrameResult[] = [];
    const following = collectResults({
      ...{ broker: reader, follow: true, signal: leaving.signal },
      onResult: (line) => void lines.push(line),
      onWarning: () => {},
    });
    await expect.poll(() => lines.length).toBeGreaterThan(0);
    const before = lines.length;
    // Made again, a stream counts from 0 again.
    await withChannel({ url: reader.replace("results:s3cret@", "") }, async (channel) => {
      await channel.deleteQueue("edges.copies");
    });
    await partsOf(ready, "setUp");
    await publish("second");
    await expect
      .poll(async () => {
        await publish(`third-${lines.length}-${Math.random()}`);
        return lines.length;
      })
      .toBeGreaterThan(before + 1);
    leaving.abort();
    expect((await following).frames).toBe(lines.length);
    expect(lines[0]).toMatchObject({ site: "berlin", source: "cam1", response: { found: 1 } });
    await using other = await openRabbitMq(reader);
    expect(await other.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "refused" });
    expect(await other.publishResult(sampleResultMessage(), never)).toMatchObject({
      kind: "refused",
    });
  });

  test("has queues of others' making, which are told apart from what is needed, with what follows", async () => {
    const url = `amqp://${node.host}/others`;
    await withChannel({ url }, async (channel) => {
      const settings = {
        "x-max-length": 5,
        "x-delivery-limit": 3,
        "x-dead-letter-exchange": "dead",
      };
      const queue = { "x-queue-type": "quorum", "x-overflow": "drop-head", ...settings };
      await channel.assertQueue("others.workers", { arguments: queue });
      const stream = { "x-queue-type": "stream", "x-max-age": "1h" };
      await channel.assertQueue("others.copies", { arguments: stream });
    });
    await using broker = await openRabbitMq(url);
    const plan = { ...SMALL_PLAN, replicas: 3 };
    const report = await broker.setUp(plan);
    expect(report).toMatchObject({
      parts: [
        { state: "made" },
        { state: "made" },
        {
          ...{ name: "queue others.workers", state: "differs" },
          differences: [
            "it removes its oldest messages when it is full, where it should refuse new ones",
            "it gives a message up after 3 deliveries",
            "it keeps only 5 messages",
            "it has no largest size, so that it takes messages until the disk is full",
            "it was made for any number of nodes, not 3 nodes",
          ],
        },
        {
          ...{ name: "stream others.copies", state: "differs" },
          differences: [
            "it has no largest size, so that it takes copies until the disk is full",
            "it removes copies after 1h, not after 7D",
          ],
        },
      ],
    });
    await withChannel({ url }, async (channel) => {
      await channel.assertQueue("classic.workers", { durable: false });
      await channel.assertQueue("classic.copies", {});
      await channel.assertExchange("direct", "direct");
    });
    await using classic = await openRabbitMq(`amqp://${node.host}/classic`);
    expect((await partsOf(classic, "setUp")).slice(-2)).toMatchObject([
      { differences: ["it is gone after a restart of the broker"] },
      {
        differences: ["it is a classic queue, which hands out what is read; needed is a stream"],
      },
    ]);
    await using direct = await openRabbitMq(`amqp://${node.host}/direct`);
    expect(await partsOf(direct, "setUp")).toMatchObject([
      { name: "exchange direct", state: "differs" },
    ]);
  });

  test("is told by the doctor with its traps, and with its queue", async () => {
    const url = `amqp://${node.host}/doctor`;
    const saidOf = async (): Promise<readonly string[]> => {
      const findings = await forCommandLine(async () => await checkBroker(url, NO_LOGIN));
      return findings.map(({ state, subject, detail }) => `${state} ${subject}: ${detail}`);
    };
    expect(await saidOf()).toEqual([
      expect.stringMatching(
        /^ok broker: amqp:.* is RabbitMQ [\d.]+, .*there and back takes [\d.]+ ms$/u,
      ),
      expect.stringMatching(/^(?:ok|warning) version: RabbitMQ /u),
      expect.stringMatching(/^warning holding: .*consumer_timeout, 30 minutes by default/u),
      expect.stringMatching(/^ok max payload: .*max_message_size/u),
      "warning queue: there is no queue doctor yet",
    ]);
    await using broker = await madeReady(await openRabbitMq(url));
    await broker.publishFrame(sampleFrame(), never);
    expect((await saidOf()).at(-1)).toMatch(/^ok queue: doctor\.workers holds 1 frames; /u);
  });

  test("that is low on memory is full, while frames can still be taken and acknowledged", async () => {
    await using broker = await madeReady(await openRabbitMq(`amqp://${node.host}/memory`));
    expect(await broker.publishFrame(sampleFrame(), never)).toMatchObject({ kind: "taken" });
    await node.control("set_vm_memory_high_watermark", "0.00001");
    const publish = async () => await broker.publishFrame(sampleFrame({ key: "later" }), never);
    await expect
      .poll(publish)
      .toMatchObject({ kind: "full", reason: expect.stringContaining("takes no messages now") });
    const feed = await broker.frames({ partition: null, signal: never });
    expect(await (await feed.next(never)).acknowledge()).toBe(true);
    await node.control("set_vm_memory_high_watermark", "0.6");
    await expect.poll(publish).toMatchObject({ kind: "taken" });
  });

  test("whose connection ends while a channel is being closed is read on, over the next one", async () => {
    await using line = await BreakingLine.open(node.host);
    await using direct = await madeReady(await openRabbitMq(`amqp://${node.host}/broken`));
    await using broker = await openRabbitMq(`amqp://${line.host}/broken`);
    line.breakAtNextClose();
    const first = broker.results("cut", { signal: never })[Symbol.asyncIterator]().next();
    await expect.poll(() => line.brokenCount).toBe(1);
    const result = sampleResultMessage({ edge: "cut", key: "later" });
    await expect
      .poll(async () => await direct.publishResult(result, never))
      .toMatchObject({ kind: "taken" });
    expect((await first).value).toMatchObject({ message: { key: "later" } });
  });

  test("whose queue of an edge lets nobody read it makes it anew, once its frames are handed over again anyway", async () => {
    await using broker = await madeReady(await openRabbitMq(`amqp://${node.host}/leader`));
    const publish = async (key: string) =>
      await broker.publishResult(sampleResultMessage({ edge: "lost", key }), never);
    expect(await publish("before")).toMatchObject({ kind: "taken" });
    // As after a kill that leaves it without a leader: it is there, and answers nobody.
    const leader = 'whereis(list_to_atom("%2F_leader-results.lost"))';
    expect(await node.control("eval", `sys:suspend(${leader}).`)).toContain("ok");
    const reading = new AbortController();
    const faults: (string | null)[] = [];
    const results = broker.results("lost", {
      ...{ signal: reading.signal, staleAfterMs: 1000 },
      onFault: (fault) => faults.push(fault?.reason ?? null),
    });
    const first = results[Symbol.asyncIterator]().next();
    await expect.poll(() => faults).toEqual([expect.stringContaining("leader-results.lost"), null]);
    // A worker does not give up either.
    await expect.poll(async () => await publish("after")).toMatchObject({ kind: "taken" });
    expect((await first).value).toMatchObject({ message: { key: "after" } });
    reading.abort();
  });
});
