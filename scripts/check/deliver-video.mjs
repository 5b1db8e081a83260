/**
 * `node deliver-video.mjs PROGRAM VIDEO`: delivers a video to a service that is a plain server of Node, and prints how many
 * images that has received, and how many frames the program says it has delivered.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";

const [program = "", video = ""] = process.argv.slice(2);
let received = 0;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    received += 1;
    response.end("{}");
  });
});
await once(server.listen(0, "127.0.0.1"), "listening");
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
const args = ["run", video, "--to", `http://127.0.0.1:${port}`, "--state", "state", "--json"];
const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
const [said] = await Promise.all([text(child.stdout), once(child, "close")]);
server.close();
server.closeAllConnections();
const summary = said.trim().split("\n").at(-1) ?? "";
const { delivered } = /** @type {{ delivered: number }} */ (JSON.parse(summary));
console.log(JSON.stringify({ received, delivered, node: process.versions.node }));
