/**
 * The obvious program: chokidar's `add` event, and a request for each file by undici.
 *
 * usage: chokidar-client.ts FOLDER COUNT URL -> a line once it watches; ends after COUNT requests
 */
import { watch } from "chokidar";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import pLimit from "p-limit";
import { FormData, Pool } from "undici";

const [folder = "", count = "", address = ""] = process.argv.slice(2);
const url = new URL(address);
const pool = new Pool(url.origin, { connections: 16 });
const limit = pLimit(16);
let sentCount = 0;
const watcher = watch(folder, { ignoreInitial: true });

async function send(path: string): Promise<void> {
  const body = new FormData();
  body.set("image", new Blob([await readFile(path)]), basename(path));
  const answer = await pool.request({ method: "POST", path: url.pathname, body });
  await answer.body.dump();
  sentCount += 1;
  if (sentCount < Number(count)) return;
  await Promise.all([watcher.close(), pool.close()]);
}

watcher.on("ready", () => {
  watcher.on("add", (path) => void limit(send, path));
  process.stdout.write("ready\n");
});
