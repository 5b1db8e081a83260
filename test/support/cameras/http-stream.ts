import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type IndexedFilm, playIndexedFilm } from "./indexed-clip.ts";

/**
 * A film that is sent over HTTP as it is played, to each player from its beginning on.
 *
 * @param words of ffmpeg: further inputs, codecs and format.
 */
export async function openHttpStream(
  ...words: readonly string[]
): Promise<AsyncDisposable & { readonly url: string }> {
  const films: IndexedFilm[] = [];
  const server = createServer((_, response) => {
    const film = playIndexedFilm(...words, "pipe:1");
    films.push(film);
    response.writeHead(200);
    film.output.pipe(response);
    response.on("close", () => void film[Symbol.asyncDispose]());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await Promise.all(films.map((film) => film[Symbol.asyncDispose]()));
    },
  };
}
