import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../support/files/temporary-folder.ts";
import { parseJsonLines } from "../support/files/json-lines.ts";
import { folderOfFrames } from "../support/frames/folder-of-frames.ts";
import { type CommandExit, runCommand } from "../support/program/command-run.ts";

let folder: TemporaryFolder;
let images: string;
let socket: string;
let address: string;
let server: Server;
let status: number;
/** Images that came whole. */
let received: number;

beforeEach(async () => {
  folder = await temporaryFolder();
  images = await folderOfFrames(folder.path, 3);
  socket = join(folder.path, "model.sock");
  address = `unix:${socket}:/predict`;
  [status, received] = [200, 0];
  server = createServer((request, response) => void answer(request, response));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await folder[Symbol.asyncDispose]();
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(request);
  if (request.method === "POST" && request.url === "/predict" && body.length > 0) received += 1;
  response.writeHead(status, { "content-type": "application/json" }).end('{"ok":true}');
}

async function listen(): Promise<void> {
  await once(server.listen(socket), "listening");
}

async function run(...words: readonly string[]): Promise<CommandExit> {
  return await runCommand(words, folder.path);
}

describe("a service at a Unix socket, from the command line", () => {
  test("gets frames and copies of them, and its results name it as the user did", async () => {
    await listen();
    const mirror = `unix:${socket}:/copies`;
    const results = join(folder.path, "answers.jsonl");
    const { exitCode } = await run(
      ...["send", images, "--to", address, "--mirror", mirror, "--results", results],
    );
    expect(exitCode).toBe(0);
    expect(received).toBe(3);
    const lines = parseJsonLines(await readFile(results, "utf8"));
    const services = lines.map(({ service }) => service);
    expect(services).toEqual(Array(3).fill(address));
    // What it has already is not sent again, also if it is spelled in another way.
    const again = await run("send", images, "--to", `http://unix:${socket}:/predict`);
    expect(again.exitCode).toBe(0);
    expect(received).toBe(3);
  });

  test("is examined, and shown in a plan, under that name", async () => {
    await listen();
    const doctor = await run("doctor", "--to", address, "--max-per-day", "9");
    expect(doctor.stdout).toContain(`${address} answers (status 200 to`);
    expect(doctor.stdout).toContain(`unix:${socket} gets`);
    expect(doctor.stdout).toContain(`--to ${address}`);
    const plan = await run("send", images, "--to", address, "--dry-run");
    expect(plan.stdout).toContain(address);
    expect(plan.stdout + doctor.stdout).not.toContain("http+unix");
    expect(received).toBe(0);
  });

  test("gets what failed there again by the command that is named", async () => {
    await listen();
    status = 422;
    const failed = await run("send", images, "--to", address);
    expect(failed.exitCode).toBe(3);
    const [, words = ""] = /frameferry (resubmit .*)/u.exec(failed.stdout + failed.stderr) ?? [];
    status = 200;
    expect(await run(...words.split(" ").filter((word) => word !== ""))).toMatchObject({
      exitCode: 0,
    });
    expect(received).toBe(6);
  });

  test("is waited for where it is not there, as long as it may take", async () => {
    const late = await run("send", images, "--to", address, "--max-outage", "1s");
    expect(late.exitCode).toBe(7);
    expect(late.stderr).toContain(
      "did not answer within --max-outage: there is no socket of that path",
    );
    const early = run("send", images, "--to", address);
    await listen();
    expect((await early).exitCode).toBe(0);
    expect(received).toBe(3);
  });

  test("needs its whole path", async () => {
    const { exitCode, stderr } = await run("send", images, "--to", "unix:model.sock:/predict");
    expect(exitCode).toBe(2);
    expect(stderr).toContain(
      "--to: must name the socket by its whole path, as in unix:/run/model.sock:/predict",
    );
  });
});
