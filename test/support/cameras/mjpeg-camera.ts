import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { playIndexedFilm } from "./indexed-clip.ts";

/** A camera that sends Motion JPEG over HTTP, as `multipart/x-mixed-replace`, to whoever has the password. */
export interface MjpegCamera extends AsyncDisposable {
  /** `host:port`. */
  readonly host: string;
}

export async function openMjpegCamera(user: string, password: string): Promise<MjpegCamera> {
  const film = playIndexedFilm("-c:v", "mjpeg", "-q:v", "3", "-f", "mpjpeg", "pipe:1");
  const players = new Set<ServerResponse>();
  const waiting = new Set<ServerResponse>();
  film.output.on("data", (chunk: Buffer) => {
    // ffmpeg writes a picture at once, with the boundary behind it; a camera begins with one.
    if (chunk.indexOf("Content-type") === 0)
      for (const player of waiting) {
        waiting.delete(player);
        players.add(player);
        player.write("--ffmpeg\r\n");
      }
    for (const player of players) player.write(chunk);
  });
  const token = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const server = createServer(({ headers }, response) => {
    if (headers.authorization !== token)
      return response.writeHead(401, { "www-authenticate": 'Basic realm="camera"' }).end();
    response.writeHead(200, { "content-type": "multipart/x-mixed-replace;boundary=ffmpeg" });
    waiting.add(response);
    response.on("close", () => waiting.delete(response) || players.delete(response));
    return undefined;
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await film[Symbol.asyncDispose]();
    },
  };
}
