import { once } from "node:events";
import { createServer, get } from "node:http";
import { expect, test } from "vitest";
import { controlSocket } from "../../../src/core/platform/control-socket.ts";
import { isSocketFile } from "../../../src/core/platform/socket-files.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const places = { folder: "/home/me/.local/state/frameferry/sites", shortFolder: "/tmp" };

test.each(["linux", "darwin"] as const)("a socket lies in its folder on %s", (platform) => {
  expect(controlSocket(places, "1f", platform)).toBe(`${places.folder}/1f.sock`);
  expect(isSocketFile(platform)).toBe(true);
});

test.each(["linux", "darwin"] as const)(
  "a socket lies in the short folder on %s where its path would be too long",
  (platform) => {
    const deep = { folder: `/home/${"é".repeat(50)}`, shortFolder: "/tmp" };
    expect(controlSocket(deep, "1f", platform)).toBe("/tmp/frameferry-1f/sock");
  },
);

test("a socket is a named pipe on Windows, however long the path of the folder is", () => {
  const deep = { folder: `C:\\${"x".repeat(300)}`, shortFolder: "C:\\Temp" };
  expect(controlSocket(deep, "1f", "win32")).toBe("\\\\.\\pipe\\frameferry-1f");
  expect(isSocketFile("win32")).toBe(false);
});

test("a server listens at the socket of this system", async () => {
  await using folder = await temporaryFolder();
  const socketPath = controlSocket(
    { folder: folder.path, shortFolder: folder.path },
    `test${process.pid}`,
  );
  const server = createServer((_, response) => response.end("here")).listen(socketPath);
  await once(server, "listening");
  const [response] = await once(get({ socketPath, path: "/" }), "response");
  expect(response.statusCode).toBe(200);
  response.resume();
  server.closeAllConnections();
  server.close();
});
