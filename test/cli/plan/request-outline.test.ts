import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RequestOutline } from "../../../src/cli/plan/request-outline.ts";
import { requestPlan } from "../../../src/cli/plan/request-plan.ts";
import { filesSchema } from "../../../src/options/files-options.ts";
import { PROTOCOL_NAMES } from "../../../src/options/protocol-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { runCommand } from "../../support/program/command-run.ts";

const png = (length: number): string =>
  Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(length)]).toString(
    "base64",
  );

async function outline(given: object, fileName = "IMAGE.jpg"): Promise<RequestOutline> {
  const usual = { paths: ["in"], to: "http://anna:s3cr3t-word@h/p?key=query-key" };
  const options = checkOptions(filesSchema, { ...usual, ...given });
  return (await requestPlan(options, fileName)).facts["request"] as RequestOutline;
}

describe("a dry run shows the request", () => {
  test("of a template, with long base64 by its kind and length, and without secrets", async () => {
    const reference = png(3000);
    const template = `{"api_key":"s3cr3t-key","image":"{{base64}}","like":"${reference}","frame":{{index}}}`;
    const headers = { "X-Api-Key": "s3cr3t-header", "X-Team": "vision" };
    expect(await outline({ protocol: "json", template, headers })).toMatchObject({
      headers: {
        ...{ "user-agent": "frameferry", "content-type": "application/json" },
        ...{ authorization: "Basic ***", "x-api-key": "***", "x-team": "vision" },
        "idempotency-key": "of each frame",
      },
      body: `{"api_key":"***","image":"<the image in base64>","like":"<base64 of image/png, ${reference.length} characters>","frame":null}`,
    });
  });

  test.each(PROTOCOL_NAMES)("of %s, and reveals no secret of its parameters", async (protocol) => {
    const isModelled = !["multipart", "raw", "json", "bentoml", "deepstack"].includes(protocol);
    const takesAny = !["raw", "json", "torchserve"].includes(protocol);
    const params = takesAny ? { api_key: "s3cr3t-parameter" } : {};
    const { headers, body } = await outline(
      { protocol, params, ...(isModelled ? { model: "m" } : {}) },
      "a.png",
    );
    expect(headers["idempotency-key"]).toBe("of each frame");
    expect(body ?? "<the image").toContain("<the image");
    expect(body === null).toBe(protocol === "kserve-v2");
    expect(JSON.stringify([headers, body])).not.toContain("s3cr3t");
  });

  test("with what a header file names, and nothing of what it says, and runs no command", async () => {
    await using folder = await temporaryFolder();
    const headerFile = join(folder.path, "headers");
    writeFileSync(headerFile, "X-Team: s3cr3t-team\nAuthorization: Bearer s3cr3t-token", {
      mode: 0o600,
    });
    const tokenCommand = `touch '${join(folder.path, "ran")}'`;
    expect((await outline({ headerFile, tokenCommand })).headers).toMatchObject({
      "x-team": "*** (of --header-file)",
      authorization: "Bearer *** (of --token-command)",
    });
    expect((await outline({ protocol: "auto", headerFile })).body).toBeNull();
    const missing = outline({ headerFile: join(folder.path, "none") });
    await expect(missing).rejects.toMatchObject({ code: "ERR_OPTION" });
    expect(existsSync(join(folder.path, "ran"))).toBe(false);
  });

  test("on the terminal, line by line", async () => {
    await using home = await temporaryFolder();
    writeFileSync(join(home.path, "a.jpg"), "x");
    const words = ["send", home.path, "--to", "http://h/", "--dry-run", "--param", "a=1"];
    const { stdout, exitCode } = await runCommand(words, home.path);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^headers {6}user-agent: frameferry$/mu);
    expect(stdout).toMatch(/^body {9}--\S+\n {13}content-disposition: form-data; name="a"$/mu);
    expect(stdout).toMatch(/^ {13}<the image>$/mu);
  });
});

test("a command without its token ends with 2 and one sentence, and nothing of it is repeated", async () => {
  await using home = await temporaryFolder();
  writeFileSync(join(home.path, "a.jpg"), "x");
  const line = ["--to", "http://127.0.0.1:9/", "--token-command", "echo s3cr3t-token; exit 4"];
  for (const words of [["send", home.path], ["doctor"]]) {
    const { exitCode, stdout, stderr } = await runCommand([...words, ...line], home.path);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("the command of --token-command ended with exit code 4");
    expect(stdout + stderr).not.toContain("s3cr3t");
  }
});
