import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { startFastApi, startFlask, whyNoFastApi, whyNoFlask } from "./python-service.ts";

const SERVICES = [
  { name: "Flask", start: startFlask, whyNot: whyNoFlask() },
  { name: "FastAPI", start: startFastApi, whyNot: whyNoFastApi() },
] as const;

describe.each(SERVICES)("the $name service", ({ start, whyNot }) => {
  test("answers with what it received, and records it", async (context) => {
    if (whyNot !== undefined) context.skip(whyNot);
    const recordDir = await temporaryFolder();
    await using service = await start({ recordDir });
    const image = Buffer.from(Array.from({ length: 100_000 }, (_, at) => (at * at) % 251));

    const response = await post(service.url, "image", image);

    const sha256 = createHash("sha256").update(image).digest("hex");
    expect(await response.json()).toEqual({
      name: "frame_00000007.jpg",
      bytes: image.length,
      sha256,
    });
    const recorded = await readdir(recordDir);
    expect(recorded).toEqual([expect.stringMatching(/^[0-9a-f]{32}-frame_00000007\.jpg$/)]);
    expect(image.equals(await readFile(join(recordDir, recorded[0] ?? "")))).toBe(true);
  });

  test("rejects a form without the field, and is gone once disposed of", async (context) => {
    if (whyNot !== undefined) context.skip(whyNot);
    const service = await start();
    try {
      expect([400, 422]).toContain((await post(service.url, "picture", Buffer.from("x"))).status);
    } finally {
      await service[Symbol.asyncDispose]();
    }
    await expect(fetch(`${service.url}/healthz`)).rejects.toThrow("fetch failed");
    expect(() => process.kill(service.pid, 0)).toThrow("ESRCH");
  });

  test("rejects a start that is called off", async (context) => {
    if (whyNot !== undefined) context.skip(whyNot);
    await expect(start({}, AbortSignal.timeout(20))).rejects.toThrow("did not start");
  });
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "frameferry-service-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

function post(url: string, field: string, bytes: Buffer<ArrayBuffer>): Promise<Response> {
  const form = new FormData();
  form.append(field, new Blob([bytes]), "frame_00000007.jpg");
  return fetch(`${url}/predict`, { method: "POST", body: form });
}
