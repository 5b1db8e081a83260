/**
 * A bare delivery of the files of a folder: the floor under `frameferry send`.
 *
 * usage: bare-send-all.ts FOLDER URL CONCURRENCY
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { BareSender } from "./bare-sender.ts";

const [folder = "", address = "", concurrency = ""] = process.argv.slice(2);
const sender = new BareSender(address);
const names = readdirSync(folder).values();
let underWay = 0;

function sendNext(): void {
  const { value: name, done } = names.next();
  if (done !== true) {
    underWay += 1;
    sender.send(join(folder, name), () => {
      underWay -= 1;
      sendNext();
    });
  } else if (underWay === 0) void sender.close();
}

for (let lane = 0; lane < Number(concurrency); lane += 1) sendNext();
