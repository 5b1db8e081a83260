import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SiteHooks } from "../../../src/app/site/site-hooks.ts";
import type { SourceKeeper, SourceState } from "../../../src/app/site/source-keeper.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { FrameferryError } from "../../../src/core/errors.ts";
import { hookSchema } from "../../../src/options/hook-options.ts";
import { mqttSchema } from "../../../src/options/mqtt-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { hasNoMosquitto, Mosquitto } from "../../support/mqtt/mosquitto.ts";
import { type Collector, startCollector } from "../../support/services/collector.ts";

let receiver: Collector;
let hooks: SiteHooks;
let changes: SourceKeeper[];
let warnings: string[];
beforeEach(async () => {
  receiver = await startCollector();
  changes = [];
  warnings = [];
});
afterEach(async () => {
  await hooks[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const NO_MQTT = checkOptions(mqttSchema, {});

async function open(
  mqtt: string | null = null,
  keepers: readonly SourceKeeper[] = [],
): Promise<SiteHooks> {
  const name = "silent";
  const given = { when: "camera-silent", afterMs: 0, post: receiver.url, name };
  return await SiteHooks.open(
    {
      ...{ sources: [], state: null },
      ...{ hooks: [{ ...checkOptions(hookSchema, given), name }], secrets: ["s3cret-word"] },
      mqtt: { ...NO_MQTT, mqtt },
    },
    {
      listener: {
        onEvent: (_, event) => event.type === "warningRaised" && warnings.push(event.message),
        onChange: (keeper) => changes.push(keeper),
      },
      ...{ abort: new AbortController().signal, keepers: () => keepers, file: null },
    },
  );
}

/** A camera as its keeper shows it. */
function camera(state: SourceState, error: string | null = null): SourceKeeper {
  const problem = new FrameferryError({ code: "ERR_OPTION", kind: "usage", message: error ?? "" });
  return {
    ...{ state, isLive: true, source: { name: "gate", command: "run" } },
    ...{ lastEnd: error === null ? null : { error: problem }, away: null, stats: { landed: 1 } },
    counts: { landed: 1, delivered: 1, failed: 0, dropped: 0, pending: 0 },
  } as unknown as SourceKeeper;
}

describe("the hooks of a site", () => {
  test("are told of a camera that was given up, and of its first frame when it begins again", async () => {
    hooks = await open();
    hooks.onChange(camera("running"));
    hooks.onChange(camera("failed", "the login was refused"));
    await expect.poll(() => receiver.requests).toHaveLength(1);
    const landed = { type: "frameLanded" } as RunEvent;
    hooks.onChange(camera("running"));
    hooks.onEvent(camera("running"), landed);
    await expect.poll(() => receiver.requests).toHaveLength(2);
    expect(receiver.requests.map(({ body }) => JSON.parse(body.toString()))).toMatchObject([
      { recovered: false, message: "gate sends no frames: the login was refused" },
      { recovered: true, source: "gate" },
    ]);
    expect(changes).toHaveLength(3);
    await expect.poll(() => hooks.accounts).toMatchObject([{ name: "silent", told: 2 }]);
  });

  test("are told nothing by a camera that was stopped", async () => {
    hooks = await open();
    hooks.onChange(camera("ended"));
    await hooks[Symbol.asyncDispose]();
    expect(receiver.requestCount).toBe(0);
  });

  test.skipIf(hasNoMosquitto)("come and go with a broker of MQTT while the site runs", async () => {
    await using broker = await Mosquitto.start();
    await broker.read();
    hooks = await open(null, [camera("running")]);
    const site = { hooks: [], secrets: [], sources: [] };
    hooks.replace({ ...site, mqtt: { ...NO_MQTT, mqtt: broker.address } });
    await expect.poll(() => broker.last("frameferry/gate/frames")).toBe("ON");
    hooks.replace({ ...site, mqtt: NO_MQTT });
    await expect.poll(() => broker.last("frameferry/status")).toBe("offline");
    expect(warnings).toEqual([]);
  });
});
