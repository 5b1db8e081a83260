import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { signatureHeaders } from "../../src/hooks/delivery/signature.ts";
import { codeBlocks, REPOSITORY } from "../support/docs/readme.ts";

const page = readFileSync(join(REPOSITORY, "src/hooks/README.md"), "utf8");

/** What the receiver on the page says of a request. */
function judged(secret: string, headers: Readonly<Record<string, string>>, body: string): string {
  const [receiver = ""] = codeBlocks(page, "python");
  const { "x-frameferry-timestamp": time = "", "x-frameferry-signature": signature = "" } = headers;
  const request = { "X-Frameferry-Timestamp": time, "X-Frameferry-Signature": signature };
  const call = `import json, sys\nprint(is_from_us(sys.argv[1], json.loads(sys.argv[2]), sys.argv[3].encode()))`;
  const words = [secret, JSON.stringify(request), body];
  const { stdout, stderr } = spawnSync("python3", ["-c", `${receiver}\n${call}`, ...words], {
    encoding: "utf8",
  });
  return stdout.trim() || stderr;
}

test("the receiver on the page takes what we have signed now, and nothing else", () => {
  const secret = "0123456789abcdef";
  const body = '{"text":"Größe"}';
  const now = Math.floor(Date.now() / 1000);
  const headers = signatureHeaders(body, secret, now);
  expect(judged(secret, headers, body)).toBe("True");
  expect(judged(secret, headers, body.replace("G", "g"))).toBe("False");
  expect(judged("another-key-of-us", headers, body)).toBe("False");
  expect(judged(secret, signatureHeaders(body, secret, now - 3600), body)).toBe("False");
  expect(judged(secret, { ...headers, "x-frameferry-timestamp": String(now - 1) }, body)).toBe(
    "False",
  );
});
