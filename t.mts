import { startOracle } from "./test/faults/oracle/start-oracle.ts";
import { folderOfFrames } from "./test/support/command-home.ts";
import { runCli } from "./test/support/frameferry-process.ts";
import { mkdtempSync } from "node:fs";
const home=mkdtempSync("/tmp/tt-");
const frames=await folderOfFrames(home, 20);
for (const c of [{workers:2,serviceMs:20,queueLimit:0},{workers:4,serviceMs:50}]) {
 const o=await startOracle(); await o.setCapacity(c);
 const e=await runCli(["tune","--frames",frames,"--to",o.url,"--seconds","20"], home);
 console.log(e.stdout, e.stderr, await o.counts());
 await o[Symbol.asyncDispose]();
}
