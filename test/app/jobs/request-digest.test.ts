import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { requestDigest } from "../../../src/app/jobs/request-digest.ts";
import { filesSchema } from "../../../src/options/files-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

async function digestOf(given: object = {}): Promise<string> {
  const usual = { paths: ["in"], to: "http://127.0.0.1:8000/predict" };
  return await requestDigest(checkOptions(filesSchema, { ...usual, ...given }));
}

test.each([
  [{ protocol: "raw" }],
  [{ field: "file" }],
  [{ model: "yolo" }],
  [{ params: { confidence: "0.4" } }],
  [{ prompt: "How many cats?" }],
  [{ headers: { Authorization: "Bearer other" } }],
  [{ headerFile: "headers.txt" }],
  [{ tokenCommand: "print-token" }],
  [{ metadata: true }],
  [{ resize: "640x640" }],
  [{ tensorFit: "crop" }],
  [{ tensorMean: "1,2,3" }],
  [{ timeoutMs: "2m" }],
  [{ retries: 9 }],
  [{ successOn: ["2xx", "409"] }],
  [{ to: "http://127.0.0.1:8000/other" }],
  [{ to: "http://127.0.0.1:8000/predict?key=other" }],
  [{ routes: ["cam1/**=http://127.0.0.1:8001/predict"] }],
])("P35: another request, of which earlier failures say nothing, is one with %j", async (given) => {
  expect(await digestOf(given)).not.toBe(await digestOf());
});

test.each([
  [{ concurrency: 4 }],
  [{ batch: 8, protocol: "multipart" }],
  [{ mirror: "http://127.0.0.1:9000/predict" }],
  [{ settleMs: 1000, restart: true, state: "elsewhere" }],
  [{ to: [{ address: "http://127.0.0.1:8000/predict", weight: 3 }] }],
])("the request stays the same for each frame with %j", async (given) => {
  expect(await digestOf(given)).toBe(await digestOf());
});

test("the request stays the same in any order of services and settings, and at any host of a named service", async () => {
  const [one, two] = ["http://127.0.0.1:8000/a", "http://127.0.0.1:8001/b"];
  expect(await digestOf({ to: [one, two] })).toBe(await digestOf({ to: [two, one] }));
  const params = { params: { a: "1", b: "2" } };
  expect(await digestOf(params)).toBe(await digestOf({ params: { b: "2", a: "1" } }));
  const named = (to: string): Promise<string> => digestOf({ to, serviceName: "cam" });
  expect(await named("http://10.0.0.1:8000/a")).toBe(await named("http://10.0.0.2/a"));
  expect(await named("http://10.0.0.1:8000/a")).not.toBe(await named("http://10.0.0.1:8000/b"));
});

test("the request depends on where credentials are read from, and not on what they are just now", async () => {
  await using folder = await temporaryFolder();
  const headerFile = join(folder.path, "headers");
  await writeFile(headerFile, "Authorization: Bearer one");
  const before = await digestOf({ headerFile });
  await writeFile(headerFile, "Authorization: Bearer two");
  expect(await digestOf({ headerFile })).toBe(before);
  // What failed before there were such options is not sent again only because there are.
  expect(await digestOf()).toBe("liW4aBobt5D19rbUCDWCoc");
});

test("the request depends on the text of a template file, not on its path", async () => {
  await using folder = await temporaryFolder();
  const template = join(folder.path, "template.json");
  await writeFile(template, '{"image":"{{base64}}"}');
  const before = await digestOf({ protocol: "json", template });
  await writeFile(template, '{"picture":"{{base64}}"}');
  expect(await digestOf({ protocol: "json", template })).not.toBe(before);
  const missing = digestOf({ protocol: "json", template: join(folder.path, "none.json") });
  await expect(missing).rejects.toMatchObject({ code: "ERR_OPTION" });
});
