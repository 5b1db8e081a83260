import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { startCollector } from "../support/services/collector.ts";
import { DeliveryCommand, type DeliveryExit } from "../support/program/delivery-command.ts";
import { type CommandRun, PROGRAM, startProgram } from "../support/program/command-run.ts";
import {
  startFlask,
  startFastApi,
  whyNoFastApi,
  whyNoFlask,
} from "../support/services/python-service.ts";

const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `in/${String(index).padStart(3, "0")}.jpg`);
const SLOWLY = ["-c", "1", "--order", "name"];

/** Words of a run whose first 20 answers were the same refusal. */
function expectStop(exit: DeliveryExit, status: number): void {
  const { exitCode, summary, stderr } = exit;
  expect(exitCode).toBe(3);
  expect(summary).toMatchObject({
    ...{ delivered: 0, failed: 20, pending: summary.landed - 20, complete: false },
    ...{ stopped: { cause: "sameRejection" }, rejecting: [{ status }], problems: [] },
  });
  expect(stderr).toContain(`first 20 answers of ${summary.services[0]?.service} was ${status}`);
  expect(stderr).toContain("[ERR_ALL_REJECTED]");
  expect(stderr).toContain("✖ stopped early: 0 frames delivered, 20 failed, the rest not sent");
  expect(stderr).toContain(`frameferry doctor --to ${summary.services[0]?.service}`);
  expect(stderr).toContain(`--success-on 2xx,${status}`);
  expect(stderr).not.toContain("✔");
}

/** Sends the images in the folder of a delivery command to an address of its own. */
function startAt(delivery: DeliveryCommand, address: string): CommandRun {
  const line = [...PROGRAM, "send", "in", "--to", address];
  return startProgram(line, delivery.path("state"), { cwd: delivery.path() });
}

/** A port whose queue of connections is full, so that the system answers no further one. */
async function silentPort() {
  const code = [
    "import socket, time",
    "server = socket.socket()",
    'server.bind(("127.0.0.1", 0))',
    "server.listen(0)",
    "kept = []",
    "try:",
    "  while True:",
    "    kept.append(socket.socket())",
    "    kept[-1].settimeout(1)",
    "    kept[-1].connect(server.getsockname())",
    "except TimeoutError:",
    "  print(server.getsockname()[1], flush=True)",
    "time.sleep(3600)",
  ].join("\n");
  const python = spawn("python3", ["-c", code], { stdio: ["ignore", "pipe", "inherit"] });
  const [port] = (await once(createInterface(python.stdout), "line")) as [string];
  return {
    port: Number(port),
    [Symbol.asyncDispose]: async () => {
      const ended = once(python, "close");
      python.kill("SIGKILL");
      await ended;
    },
  };
}

describe("a service whose first 20 answers are all the same rejection", () => {
  test("lets the same command, mended, send the rejected frames and the rest", async () => {
    await using delivery = await DeliveryCommand.open({
      answer: ({ headers }) => ({ status: headers["x-token"] === "good" ? 200 : 401 }),
    });
    delivery.land(...names(25));
    const words = ["send", "in", ...SLOWLY];
    expectStop(await delivery.run([...words, "--header", "x-token: bad"]), 401);
    const mended = await delivery.run([...words, "--header", "x-token: good"]);
    expect(mended).toMatchObject({
      exitCode: 0,
      summary: { landed: 25, delivered: 25, stopped: null, rejecting: [] },
    });
  });

  test("ends a send with 3; once the service is mended, the same command sends the rest, or all with --retry-failed", async () => {
    let isMended = false;
    await using delivery = await DeliveryCommand.open({
      answer: () => ({ status: isMended ? 200 : 404 }),
    });
    delivery.land(...names(25));
    const words = ["send", "in", ...SLOWLY];
    const stopped = await delivery.run(words);
    expectStop(stopped, 404);
    expect(stopped.results.map(({ outcome }) => outcome)).toEqual(Array(20).fill("failed"));
    isMended = true;
    const rest = await delivery.run(words);
    expect(rest).toMatchObject({ exitCode: 3, summary: { delivered: 5, failed: 20 } });
    const all = await delivery.run([...words, "--retry-failed"]);
    expect(all).toMatchObject({ exitCode: 0, summary: { delivered: 20, failed: 0 } });
  });

  test("stops nothing where such answers count as success", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 404 }) });
    delivery.land(...names(25));
    const words = ["send", "in", ...SLOWLY, "--success-on", "2xx,404"];
    const summary = { delivered: 25, stopped: null, rejecting: [] };
    expect(await delivery.run(words)).toMatchObject({ exitCode: 0, summary });
  });

  test("ends a watch, which is not sent anything more", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 404 }) });
    delivery.land(...names(25));
    const exit = await delivery.run(["watch", "in", ...SLOWLY]);
    expect(exit).toMatchObject({ exitCode: 3, summary: { stopped: { cause: "sameRejection" } } });
    expect(delivery.service.requests.filter(({ method }) => method === "POST")).toHaveLength(20);
  });

  test("ends a resubmission, which leaves the other frames failed", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 422 }) });
    delivery.land(...names(25));
    await delivery.run(["send", "in", ...SLOWLY, "--max-failures", "100%"]);
    const exit = await delivery.run(["resubmit", "in", "-c", "1"]);
    expect(exit).toMatchObject({
      exitCode: 3,
      summary: { failed: 20, stopped: { cause: "sameRejection" } },
    });
    const { stdout } = await delivery.plain(["failures", "in", "--json"]);
    expect(stdout.match(/\.jpg"/gu)?.length).toBeGreaterThanOrEqual(25);
  });

  test("counts answers where frames share them", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 404 }) });
    delivery.land(...names(45));
    const batches = ["--protocol", "tfserving", "--model", "m", "--wait-ready", "0s"];
    const words = ["--batch", "2", "--batch-timeout", "1m", ...SLOWLY];
    const exit = await delivery.run(["send", "in", ...batches, ...words]);
    expect(exit).toMatchObject({ exitCode: 3, summary: { stopped: { cause: "sameRejection" } } });
    const posts = delivery.service.requests.filter(({ method }) => method === "POST");
    expect(posts).toHaveLength(20);
    expect(exit.stderr).toContain("--model if one is named");
  });

  test("stops nothing as a mirror, and is reported", async () => {
    const mirror = await startCollector({ answer: () => ({ status: 405 }) });
    await using _mirror = mirror;
    await using delivery = await DeliveryCommand.open({
      // The run does not end before a copy has arrived.
      answer: async (_request, number) => {
        if (number === 2) await expect.poll(() => mirror.requests.length).toBeGreaterThan(0);
        return {};
      },
    });
    delivery.land(...names(3));
    const exit = await delivery.run(["send", "in", "-c", "1", "--mirror", mirror.url]);
    expect(exit).toMatchObject({ exitCode: 0, summary: { delivered: 3 } });
    expect(exit.summary.mirror?.failed).toBeGreaterThan(0);
    expect(exit.stderr).toMatch(
      /warning: .*of the mirror http:\S+ was 405: this path takes no POST/u,
    );
  });

  test("fails the frames of a route, is reported, and stops nothing that another service delivers", async () => {
    const main = await startCollector();
    await using _main = main;
    await using wrong = await startCollector({
      // Nothing is refused before the others are delivered.
      answer: async () => {
        await expect.poll(() => main.requestCount).toBeGreaterThan(1);
        return { status: 404 };
      },
    });
    await using delivery = await DeliveryCommand.open();
    delivery.land(...names(25), "in/main/a.jpg", "in/main/b.jpg");
    const words = ["send", "in", "-c", "1", "--route", `main/**=${main.url}`];
    const line = [...words, "--to", wrong.url, "--json"];
    const exit = await delivery.plain(line);
    const summary = JSON.parse(exit.stdout.trim()) as DeliveryExit["summary"];
    expect(exit.exitCode).toBe(3);
    expect(summary).toMatchObject({ delivered: 2, failed: 25, pending: 0, stopped: null });
    expect(exit.stderr).toMatch(/warning: .*first 20 answers of \S+ was 404/u);
    expect(exit.stderr).toContain("answered every request with 404 [ERR_ALL_REJECTED]");
  });

  test("is reported for a few frames, too, at their end", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 403 }) });
    delivery.land(...names(2));
    const exit = await delivery.run(["send", "in"]);
    expect(exit).toMatchObject({ exitCode: 3, summary: { failed: 2, stopped: null } });
    expect(exit.stderr).toContain("answered every request with 403 [ERR_ALL_REJECTED]");
    expect(exit.stderr).toContain("check the token in --header");
  });
});

describe("the reason of a rejection by", () => {
  test.skipIf(whyNoFlask())("Flask's page is its text", async () => {
    await using flask = await startFlask({ workers: 1 });
    await using delivery = await DeliveryCommand.open();
    delivery.land(...names(22));
    const words = ["send", "in", ...SLOWLY, "--to", `${flask.url}/predictt`, "--json"];
    const exit = await delivery.plain(words);
    const summary = JSON.parse(exit.stdout.trim()) as DeliveryExit["summary"];
    expect(exit.exitCode).toBe(3);
    expect(summary).toMatchObject({ failed: 20, stopped: { cause: "sameRejection" } });
    expect(summary.failures[0]?.reason).toMatch(
      /^the service answered 404: Not Found\. The requested URL was not found on the server\. [^<>]*$/u,
    );
    expect(exit.stderr).not.toMatch(/<\w+>/u);
  });

  test.skipIf(whyNoFastApi())(
    "FastAPI names by its own description where images go, and in which field",
    async () => {
      await using fastApi = await startFastApi();
      await using delivery = await DeliveryCommand.open();
      delivery.land(...names(22));
      const send = async (...words: string[]): Promise<string> =>
        (await delivery.plain(["send", "in", ...SLOWLY, ...words])).stderr;
      expect(await send("--to", `${fastApi.url}/predictt`)).toContain(
        "it takes images at /predict",
      );
      expect(await send("--to", `${fastApi.url}/predict`, "--field", "file")).toContain(
        'it takes the image in the form field "image": use --field image',
      );
    },
  );
});

describe("an address where nobody ever answered", () => {
  test("P45: is reported once with its name, while it is waited for", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land(...names(1));
    await using run = startAt(delivery, "http://no-such-host.invalid:8000/predict");
    await expect
      .poll(() => run.stderr)
      .toMatch(
        /waiting for it: the host name .*; it was never reached: is the name no-such-host.invalid right\?/u,
      );
    run.process.kill("SIGTERM");
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(143);
    expect(stderr.match(/never reached/gu)).toHaveLength(1);
  });

  test("P45: is reported where it lets connections wait for ever", async () => {
    await using silent = await silentPort();
    await using delivery = await DeliveryCommand.open();
    delivery.land(...names(1));
    await using run = startAt(delivery, `http://127.0.0.1:${silent.port}/predict`);
    await expect
      .poll(() => run.stderr)
      .toMatch(/the host does not answer; it was never reached: .*the port \d+ right\?/u);
    run.process.kill("SIGTERM");
    expect((await run.ended).exitCode).toBe(143);
  });
});
