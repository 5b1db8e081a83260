import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { maxSocketPathBytes } from "../../../src/core/platform/socket-files.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

test("the longest path of a socket is what this system takes, and not much more", async () => {
  await using folder = await temporaryFolder();
  const rest = maxSocketPathBytes() - Buffer.byteLength(join(folder.path, "/x")) + 1;
  const longest = join(folder.path, "x".repeat(rest));
  expect(longest).toHaveLength(maxSocketPathBytes());
  const server = createServer().listen(longest);
  await once(server, "listening");
  server.close();
  const [error] = (await once(createServer().listen(`${longest}xx`), "error").catch(
    (refusal: unknown) => [refusal],
  )) as [NodeJS.ErrnoException];
  expect(["ENAMETOOLONG", "EINVAL"]).toContain(error.code);
});

test("Linux takes four bytes more than the others", () => {
  expect([maxSocketPathBytes("linux"), maxSocketPathBytes("darwin")]).toEqual([107, 103]);
});
