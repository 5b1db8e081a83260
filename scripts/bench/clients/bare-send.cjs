/**
 * The least that a start takes, with what comes with Node alone: an image is posted, and the answer put on record.
 * It checks nothing, retries nothing and says nothing: the floor under `frameferry send`.
 *
 * usage: bare-send.cjs IMAGE URL LEDGER
 */
const { readFileSync } = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { DatabaseSync } = require("node:sqlite");

const [image = "", url = "", ledger = ""] = process.argv.slice(2);
const database = new DatabaseSync(ledger);
database.exec("PRAGMA journal_mode = WAL; CREATE TABLE delivered (name TEXT PRIMARY KEY)");
const head = `--x\r\nContent-Disposition: form-data; name="image"; filename="${path.basename(image)}"\r\n\r\n`;
const body = Buffer.concat([Buffer.from(head), readFileSync(image), Buffer.from("\r\n--x--\r\n")]);
const headers = {
  "content-type": "multipart/form-data; boundary=x",
  "content-length": body.length,
};
http
  .request(url, { method: "POST", headers }, (response) => {
    response.resume().on("end", () => {
      database.prepare("INSERT INTO delivered VALUES (?)").run(path.basename(image));
      database.close();
    });
  })
  .end(body);
