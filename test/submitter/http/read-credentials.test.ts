import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCredentials } from "../../../src/submitter/http/read-credentials.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { Authority, type CertificateFiles } from "../../support/services/certificates.ts";

const NONE = { caFile: null, cert: null, key: null };

let folder: TemporaryFolder;
let good: CertificateFiles;
let other: CertificateFiles;
beforeAll(async () => {
  folder = await temporaryFolder();
  const authority = await Authority.make(folder.path);
  good = await authority.issue({ name: "good" });
  other = await authority.issue({ name: "other" });
  const own = ["-in", good.key, "-passout", "pass:secret", "-aes256", "-out"];
  const openssl = promisify(execFile);
  await openssl("openssl", ["ec", ...own, path("locked-before.key")]);
  await openssl("openssl", [
    "pkcs8",
    "-topk8",
    "-v2",
    "aes256",
    ...own.filter((word) => word !== "-aes256"),
    path("locked.key"),
  ]);
});
afterAll(async () => await folder[Symbol.asyncDispose]());

const path = (name: string): string => join(folder.path, name);

test.each([
  ["missing", () => ({ caFile: path("gone") }), /^`caFile` .*gone cannot be read: no such file/u],
  ["a folder", () => ({ caFile: folder.path }), /^`caFile` .* cannot be read: /u],
  ["not PEM", () => ({ caFile: path("ca.cnf") }), /^`caFile` .* holds no certificate in PEM form/u],
  ["a key alone", () => ({ key: good.key }), /^`key` has no effect without a certificate/u],
  ["without a key", () => ({ cert: good.cert }), /^`cert` .* holds no private key in PEM form/u],
  ["with another's key", () => ({ cert: good.cert, key: other.key }), /does not belong to/u],
  [
    "with a key of which the bytes are encrypted",
    () => ({ cert: good.cert, key: path("locked.key") }),
    /is encrypted/u,
  ],
  [
    "with one of an older form",
    () => ({ cert: good.cert, key: path("locked-before.key") }),
    /is encrypted/u,
  ],
])("a certificate file is a usage error that says why: %s", (_, files, message) => {
  const error = (): unknown => readCredentials({ ...NONE, ...files() });
  expect(error).toThrow(message);
  expect(error).toThrow(expect.objectContaining({ code: "ERR_OPTION", kind: "usage" }) as Error);
});
